import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { h } from "../dom.js";
import { ScriptView } from "./script-view.js";

const SCRIPT = 'connect a\n\n# what comes back?\na send "x"\na close\n';

/** @param {string} script */
function makeView(script = SCRIPT) {
  const code = h("code");
  const view = new ScriptView(code, script);
  const lines = () => /** @type {HTMLElement[]} */ ([...code.children]);
  const states = () => lines().map(({ dataset }) => dataset.state ?? "");
  return { view, code, lines, states };
}

test("every line of the script is a line", () => {
  const { code, lines } = makeView();
  assert.equal(code.textContent, SCRIPT);
  assert.equal(lines().length, 5);
});

test("whatever the script, its text stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "#", " ", "\n") }), (script) => {
      const { code } = makeView(script);
      assert.equal(code.textContent, script.endsWith("\n") ? script : `${script}\n`);
    }),
  );
});

test("comments and empty lines are no steps", () => {
  const { view, lines } = makeView();
  assert.deepEqual(
    lines().map(({ className }) => className.includes("is-comment")),
    [false, true, true, false, false],
  );
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].map((line) => view.number(line)),
    [1, 0, 0, 2, 3, 0],
  );
});

test("a line has one state, which screen readers read", () => {
  const { view, lines, states } = makeView();
  view.mark(1, "running");
  view.mark(1, "done");
  view.mark(4, "failed");
  assert.deepEqual(states(), ["done", "", "", "failed", ""]);
  assert.equal(lines()[0]?.textContent, "done: connect a\n");
});

test("a line that does not exist is no error", () => {
  const { view, states } = makeView();
  view.mark(0, "done");
  view.mark(9, "done");
  view.reveal(9);
  assert.deepEqual(states(), ["", "", "", "", ""]);
});

test("unmark removes one state, clear all of them", () => {
  const { view, states, code } = makeView();
  view.mark(1, "done");
  view.mark(4, "next");
  view.unmark("next");
  assert.deepEqual(states(), ["done", "", "", "", ""]);
  view.mark(5, "failed");
  view.clear();
  assert.deepEqual(states(), ["", "", "", "", ""]);
  assert.equal(code.textContent, SCRIPT);
});

test("reveal scrolls to the line", () => {
  const { view, lines } = makeView();
  view.reveal(4);
  assert.deepEqual(
    lines().map((line) => line.hasAttribute("test-scrolled-to")),
    [false, false, false, true, false],
  );
});
