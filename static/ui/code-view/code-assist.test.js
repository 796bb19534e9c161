import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../../core/emitter.js";
import { h } from "../dom.js";
import { addToPage, buttonNamed, settle, testSignal } from "../test-dom.js";
import { CodeAssist } from "./code-assist.js";

const FAULT = { file: "server.go", line: 1, column: 1, message: "fault" };

/** @param {import("node:test").TestContext} t */
function makeAssist(t) {
  /** @type {unknown[]} */
  const marked = [];
  /** @type {string[]} */
  const announced = [];
  const panel = /** @type {any} */ ({
    files: { "server.go": "one" },
    opened: "server.go",
    events: new Emitter(),
    actions: h("div", {}, h("button", {}, "Run"), h("div", {}, "more")),
    element: h("section", {}),
    hideListed() {},
    showProblems: (/** @type {unknown} */ problems) => marked.push(problems),
    say: (/** @type {string} */ text) => announced.push(text),
    setText: (/** @type {string} */ name, /** @type {string} */ text) => {
      panel.files[name] = text;
    },
  });
  panel.element.append(panel.actions);
  addToPage(t, panel.element);
  /** @type {{ resolve: (result: any) => void, reject: (error: unknown) => void }[]} */
  const calls = [];
  const call = () =>
    /** @type {Promise<any>} */ (
      new Promise((resolve, reject) => {
        calls.push({ resolve, reject });
      })
    );
  const tools = { check: call, format: call, complete: call };
  new CodeAssist(tools, panel, (text) => announced.push(text), testSignal(t));
  return { panel, calls, marked, announced };
}

test("the answer to an older text is dropped", async (t) => {
  const { panel, calls, marked } = makeAssist(t);
  panel.events.emit("input", null);
  panel.events.emit("input", null);
  calls[0]?.resolve([FAULT]);
  await settle();
  assert.deepEqual(marked, []);
  calls[1]?.resolve([]);
  await settle();
  assert.deepEqual(marked, [[]]);
});

test("a request that a newer one replaces is no failure", async (t) => {
  const { panel, calls } = makeAssist(t);
  panel.events.emit("input", null);
  calls[0]?.reject(new DOMException("replaced", "AbortError"));
  await settle();
  panel.events.emit("input", null);
  assert.equal(calls.length, 2);
  assert.doesNotMatch(panel.element.textContent, /not loaded/);
});

test("after a failure nothing is asked until the learner tries again", async (t) => {
  const { panel, calls } = makeAssist(t);
  panel.events.emit("input", null);
  calls[0]?.reject(new Error("down"));
  await settle();
  assert.match(panel.element.textContent, /not loaded/);
  panel.events.emit("input", null);
  assert.deepEqual(await panel.completions("server.go", 1), []);
  assert.equal(calls.length, 1);
  buttonNamed(panel.element, "Try again").click();
  assert.equal(calls.length, 2);
});

test("a fix is inserted where it belongs, unless the text before has changed", async (t) => {
  const { panel, calls } = makeAssist(t);
  panel.files = { "server.go": "package echo\nvar x" };
  panel.events.emit("input", null);
  const fix = { title: "Add import", offset: 12, text: "\nimport" };
  calls[0]?.resolve([{ ...FAULT, fix }]);
  await settle();
  buttonNamed(panel.element, "1 problem").click();
  panel.files = { "server.go": "package main\nvar x" };
  buttonNamed(panel.element, "Add import").click();
  assert.equal(panel.files["server.go"], "package main\nvar x");
  panel.files = { "server.go": "package echo\nvar xy" };
  buttonNamed(panel.element, "Add import").click();
  assert.equal(panel.files["server.go"], "package echo\nimport\nvar xy");
});

test("the open file is formatted, unless the learner has typed on", async (t) => {
  const { panel, calls, marked, announced } = makeAssist(t);
  const keys = { code: "KeyS", ctrlKey: true, cancelable: true };
  const event = new KeyboardEvent("keydown", keys);
  panel.element.dispatchEvent(event);
  assert.equal(event.defaultPrevented, true, "the browser does not save the page");
  calls[0]?.resolve({ text: "formatted" });
  await settle();
  assert.equal(panel.files["server.go"], "formatted");
  buttonNamed(panel.element, "Format").click();
  panel.files["server.go"] = "typed on";
  calls[1]?.resolve({ text: "formatted" });
  await settle();
  assert.equal(panel.files["server.go"], "typed on");
  panel.element.dispatchEvent(
    new KeyboardEvent("keydown", { code: "KeyF", altKey: true, shiftKey: true }),
  );
  calls[2]?.resolve({ problems: [FAULT] });
  await settle();
  assert.deepEqual(marked, [[FAULT]]);
  assert.deepEqual(announced, ["Formatted.", "Not formatted. Line 1: fault"]);
});
