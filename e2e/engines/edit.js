// Edits lesson 1's program in a page of any engine, and runs what the host has built.

import assert from "node:assert/strict";
import { answered, errors, listenForErrors } from "./tryits.js";

/** @import { Page } from "./tryits.js" */

const BUILD_TIMEOUT = 90_000; // ms: the first build on a host compiles the standard library

/**
 * @param {Page} page
 * @param {string} site the playground's address
 */
export async function editAndRun(page, site) {
  await page.goto(`${site}/lessons/echo`);
  await page.evaluate(listenForErrors);
  await page.click('.code-part[data-part="code"]');
  assert.equal(await answered(page.evaluate(editorIsThere)), true, "the editor is there");
  const line = await page.evaluate(typeAtStart, "// mine ");
  assert.match(line, /^\/\/ mine/, "the text is changed");
  assert.equal(await answered(page.evaluate(checked)), "No problems", "the text is checked");
  await page.click(".code-actions .primary");
  const latest = Date.now() + BUILD_TIMEOUT;
  let shown = await page.evaluate(whatRuns);
  while (!shown.runs && Date.now() < latest) {
    await page.evaluate(pause);
    shown = await page.evaluate(whatRuns);
  }
  assert.ok(shown.runs, `the learner's version runs: ${shown.text}`);
  assert.deepEqual(await page.evaluate(errors), [], "errors in the page");
}

/* What follows runs in the page. */

/** @returns {Promise<boolean>} */
function editorIsThere() {
  return new Promise((resolve) => {
    const look = () => document.querySelector(".cm-content") && resolve(true);
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
    setTimeout(resolve, 10_000, false);
    look();
  });
}

/**
 * Types at the start of the text, as a keyboard does.
 * @param {string} text
 * @returns {Promise<string>} the first line, then
 */
async function typeAtStart(text) {
  const editor = /** @type {HTMLElement} */ (document.querySelector(".cm-content"));
  editor.focus();
  document.execCommand("insertText", false, text);
  await new Promise((resolve) => setTimeout(resolve, 100)); // until CodeMirror has seen it
  return editor.querySelector(".cm-line")?.textContent ?? "";
}

/** @returns {Promise<string>} what the code tools say of the text, "" if nothing in time */
function checked() {
  return new Promise((resolve) => {
    const text = () => document.querySelector(".code-checked")?.textContent ?? "";
    const look = () => text() && resolve(text());
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
    setTimeout(resolve, 25_000, "");
    look();
  });
}

function pause() {
  return new Promise((resolve) => setTimeout(resolve, 300));
}

function whatRuns() {
  const state = document.querySelector(".lab-word")?.textContent ?? "";
  const version = document.querySelector(".lab-version")?.textContent ?? "";
  const status = document.querySelector(".code-status")?.textContent ?? "";
  return {
    runs: state === "listening" && version === "your version",
    text: `${state}, ${version}: ${status}`,
  };
}
