// Edits lesson 1's program in a page of any engine, and runs what a builder has built.

import assert from "node:assert/strict";
import { answered, errors, listenForErrors } from "./tryits.js";

/** @import { Page, Place } from "./tryits.js" */

const BUILD_TIMEOUT = 90_000; // ms: the first build on a host compiles the standard library
const FETCH_TIMEOUT = 60_000; // ms, of the compiler for the tab

/**
 * @param {Page} page
 * @param {string} site the playground's address
 * @param {Place} builder
 * @returns {Promise<string>} what was done
 */
export async function editAndRun(page, site, builder) {
  await page.goto(`${site}/lessons/echo`);
  await page.evaluate(listenForErrors);
  if (builder === "tab" && !(await page.evaluate(useTabBuilder)))
    return "not built, since the program lacks the compiler: task compiler";
  await page.click('.code-part[data-part="code"]');
  assert.equal(await answered(page.evaluate(editorIsThere)), true, "the editor is there");
  const line = await page.evaluate(typeAtStart, "// mine ");
  assert.match(line, /^\/\/ mine/, "the text is changed");
  assert.equal(await answered(page.evaluate(checked)), "No problems", "the text is checked");
  if (builder === "tab") await fetchCompiler(page);
  await page.click(".code-actions .primary");
  const latest = Date.now() + BUILD_TIMEOUT;
  let shown = await page.evaluate(whatRuns);
  while (!shown.runs && Date.now() < latest) {
    await page.evaluate(pause);
    shown = await page.evaluate(whatRuns);
  }
  assert.ok(shown.runs, `the learner's version runs: ${shown.text}`);
  assert.deepEqual(await page.evaluate(errors), [], "errors in the page");
  return "built and run";
}

/** @param {Page} page */
async function fetchCompiler(page) {
  await page.click(".code-offer button:not([hidden])");
  const latest = Date.now() + FETCH_TIMEOUT;
  let offer = await page.evaluate(offered);
  while (offer !== "" && Date.now() < latest) {
    await page.evaluate(pause);
    offer = await page.evaluate(offered);
  }
  assert.equal(offer, "", "the compiler is fetched");
}

/* What follows runs in the page. */

/**
 * Has the page build as one of a host without Go does.
 * @returns {boolean} whether it can
 */
function useTabBuilder() {
  const code = /** @type {HTMLElement} */ (document.querySelector("code-view"));
  delete code.dataset.builds;
  return code.dataset.compiler !== undefined;
}

/** @returns {string} what the page says of the compiler; empty where it has it */
function offered() {
  const offer = /** @type {HTMLElement | null} */ (document.querySelector(".code-offer"));
  return offer?.hidden ? "" : (offer?.querySelector("p")?.textContent ?? "no offer");
}

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
