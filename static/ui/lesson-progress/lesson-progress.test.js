import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { noteSolved } from "../../lab/exercise-progress.js";
import { markDone } from "../../lab/progress.js";
import { h } from "../dom.js";
import { addToPage, dispatchAtWindow } from "../test-dom.js";
import "./lesson-progress.js";

/** @import { TestContext } from "node:test" */

beforeEach(() => localStorage.clear());

/**
 * @param {TestContext} t
 * @param {Record<string, string>} attributes
 * @param {...Node} children
 */
function makeProgress(t, attributes, ...children) {
  const element = document.createElement("lesson-progress");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  addToPage(t, element);
  const texts = () => [...element.querySelectorAll(".progress-text")];
  const text = () =>
    texts()
      .map((one) => one.textContent)
      .join(", ");
  const complete = () => element.hasAttribute("data-complete");
  return { element, text, complete };
}

test("it counts the sections of a lesson that are done", (t) => {
  const { element, text, complete } = makeProgress(t, {
    "data-lesson": "echo",
    "data-tries": "try-a try-b",
  });
  assert.equal(text(), "0 of 2 sections");
  markDone("echo", "try-a");
  assert.equal(text(), "1 of 2 sections");
  assert.equal(complete(), false);
  markDone("echo", "try-b");
  assert.equal(text(), "2 of 2 sections");
  assert.equal(complete(), true);
  assert.equal(element.textContent, "2 of 2 sections2/2", "the text is replaced");
});

test("other lessons and former sections do not count", (t) => {
  const { text } = makeProgress(t, { "data-lesson": "echo", "data-tries": "try-a" });
  markDone("multi", "try-a");
  markDone("echo", "try-former");
  assert.equal(text(), "0 of 1 section");
});

test("over all lessons it counts those listed inside", (t) => {
  const list = (/** @type {string} */ lesson, /** @type {string} */ tries) =>
    h("span", { hidden: true, "data-lesson": lesson, "data-tries": tries });
  const lists = [list("echo", "try-a try-b"), list("multi", "try-a")];
  const { text } = makeProgress(t, { "data-of": "all" }, ...lists);
  markDone("multi", "try-a");
  markDone("echo", "try-b");
  assert.equal(text(), "2 of 3 sections");
});

test("exercises count beside the sections", (t) => {
  const { text, complete } = makeProgress(t, {
    "data-lesson": "echo",
    "data-tries": "try-a",
    "data-exercise-names": "shout|loud calm",
  });
  markDone("echo", "try-a");
  noteSolved("echo", "loud");
  assert.equal(text(), "1 of 1 section, 1 of 2 exercises");
  assert.equal(complete(), false);
  noteSolved("echo", "calm");
  assert.equal(complete(), true);
});

test("a lesson without sections is not complete", (t) => {
  const { text, complete } = makeProgress(t, { "data-lesson": "words", "data-tries": "" });
  assert.equal(text(), "");
  assert.equal(complete(), false);
});

test("it follows what another tab stores", (t) => {
  const { text } = makeProgress(t, { "data-lesson": "echo", "data-tries": "try-a" });
  const tryIts = { echo: { "try-a": "2026-11-28T10:00:00Z" } };
  localStorage.setItem(
    "socketschool.progress",
    JSON.stringify({ socketschool: "progress", version: 1, tryIts }),
  );
  dispatchAtWindow("storage");
  assert.equal(text(), "1 of 1 section");
});
