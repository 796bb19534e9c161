import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { addToPage, nextFrame, testSignal, type } from "../test-dom.js";
import { ScriptEditor } from "./script-editor.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
function makeEditor(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {string[]} */
  const calls = [];
  const on = {
    input: () => calls.push("input"),
    pause: () => calls.push("pause"),
    redraw: () => calls.push("redraw"),
  };
  const editor = new ScriptEditor(on, testSignal(t));
  addToPage(t, editor.element);
  addToPage(t, editor.mistakes);
  const text = /** @type {HTMLTextAreaElement} */ (editor.element.querySelector("textarea"));
  const lines = () => editor.element.querySelector("code")?.textContent;
  const mistakes = () => [...editor.mistakes.children].map(({ textContent }) => textContent ?? "");
  const states = () =>
    [...editor.element.querySelectorAll(".script-line")].map(
      (line) => /** @type {HTMLElement} */ (line).dataset.state ?? "",
    );
  const settleTyping = () => {
    nextFrame();
    t.mock.timers.tick(400);
  };
  return { editor, text, calls, lines, mistakes, states, settleTyping };
}

test("the lines lie beneath the text", (t) => {
  const { editor, text, lines, calls } = makeEditor(t);
  editor.value = "connect a\na close\n";
  assert.equal(text.value, "connect a\na close\n");
  assert.equal(lines(), "connect a\na close\n\n");
  assert.deepEqual(calls, ["redraw"]);
});

test("what is typed is drawn at the next frame, and reported after a pause", (t) => {
  const { text, lines, calls, settleTyping } = makeEditor(t);
  type(text, "conn");
  type(text, "connect a");
  assert.equal(lines(), "\n");
  nextFrame();
  assert.equal(lines(), "connect a\n");
  assert.deepEqual(calls, ["input", "input", "redraw"]);
  t.mock.timers.tick(399);
  assert.equal(calls.at(-1), "redraw");
  settleTyping();
  assert.equal(calls.at(-1), "pause");
});

test("mistakes are shown after a pause, and each leads to its line", (t) => {
  const { editor, text, mistakes, states, settleTyping } = makeEditor(t);
  type(text, "connect a\na shout\n");
  assert.deepEqual(mistakes(), []);
  settleTyping();
  assert.equal(mistakes().length, 1);
  assert.match(mistakes()[0] ?? "", /^Line 2: /);
  assert.deepEqual(states(), ["", "wrong", ""]);
  assert.equal(text.getAttribute("aria-invalid"), "true");
  editor.mistakes.querySelector("button")?.click();
  assert.equal(document.activeElement, text);
  assert.equal(text.value.slice(text.selectionStart, text.selectionEnd), "a shout");
});

test("of many mistakes four are shown, and the others counted", (t) => {
  const { editor, mistakes } = makeEditor(t);
  editor.value = "shout\n".repeat(7);
  assert.equal(mistakes().length, 5);
  assert.equal(mistakes()[4], "and 3 more");
});

test("a script without mistakes says nothing", (t) => {
  const { editor, text, mistakes } = makeEditor(t);
  editor.value = "shout\n";
  editor.value = "connect a\n";
  assert.deepEqual(mistakes(), []);
  assert.equal(text.getAttribute("aria-invalid"), "false");
});

test("flush does at once what a pause would do", (t) => {
  const { editor, text, calls, lines } = makeEditor(t);
  type(text, "connect b");
  editor.flush();
  assert.equal(lines(), "connect b\n");
  assert.deepEqual(calls, ["input", "redraw", "pause"]);
  t.mock.timers.tick(1000);
  assert.equal(calls.length, 3, "and the pause itself does nothing more");
});

test("a text that is set ends the wait for a pause in the one before", (t) => {
  const { editor, text, calls } = makeEditor(t);
  type(text, "connect b");
  editor.value = "connect a";
  t.mock.timers.tick(1000);
  assert.equal(calls.includes("pause"), false);
});

test("the last line is selected without a line end", (t) => {
  const { editor, text } = makeEditor(t);
  editor.value = "connect a\na close";
  editor.select(2);
  assert.equal(text.value.slice(text.selectionStart, text.selectionEnd), "a close");
  editor.select(1);
  assert.equal(text.value.slice(text.selectionStart, text.selectionEnd), "connect a");
});
