import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { addToPage, buttonNamed, testSignal } from "../test-dom.js";
import { ExerciseText } from "./exercise-text.js";

/** @param {import("node:test").TestContext} t */
function makeText(t) {
  const exercise = {
    name: "shout",
    task: ["\n", h("p", {}, "The task."), h("p", {}, "More of it.")].map((each) =>
      typeof each === "string" ? document.createTextNode(each) : each,
    ),
    hints: [[h("p", {}, "First.")], [h("p", {}, "Second.")]],
    former: { name: "echo", title: "Echo", starter: {} },
  };
  /** @type {string[]} */
  const calls = [];
  const options = {
    onSolution: () => void calls.push("solution"),
    onFormer: () => void calls.push("former"),
    onChange: () => void calls.push("change"),
  };
  const text = new ExerciseText(exercise, options, testSignal(t));
  addToPage(t, text.element);
  const toggle = /** @type {HTMLElement} */ (text.element.querySelector("[aria-expanded]"));
  return { text, calls, toggle };
}

test("hints open one by one, and the solution is there once it is offered", (t) => {
  const { text, calls, toggle } = makeText(t);
  toggle.click();
  assert.equal(text.folded, true);
  buttonNamed(text.element, "Hint 1 of 2").click();
  assert.equal(text.folded, false, "a hint unfolds the task");
  assert.match(text.element.textContent ?? "", /Hint 1 of 2First\.(?!.*Second)/);
  assert.equal(document.activeElement?.textContent, "Hint 1 of 2First.", "it is read");
  buttonNamed(text.element, "Hint 2 of 2").click();
  assert.match(text.element.textContent ?? "", /Second/);
  assert.equal(text.opened, 2);
  assert.deepEqual(calls, ["change", "change", "change"]);
  const solution = buttonNamed(text.element, "Look at the solution");
  assert.equal(solution.hidden, true);
  text.offerSolution();
  assert.equal(solution.hidden, false);
  solution.click();
  assert.equal(calls.at(-1), "solution");
});

test("a folded task is a line with its beginning", (t) => {
  const { text, toggle } = makeText(t);
  const preview = /** @type {HTMLElement} */ (text.element.querySelector(".exercise-preview"));
  assert.equal(preview.hidden, true);
  text.makeRoom();
  assert.equal(toggle.textContent, "Task The task.");
  assert.deepEqual([preview.hidden, toggle.getAttribute("aria-expanded")], [false, "false"]);
});

test("what was open before a reload is open again", (t) => {
  const { text, calls } = makeText(t);
  text.restore({ opened: 7, folded: true });
  assert.deepEqual([text.opened, text.folded], [2, true]);
  assert.deepEqual(calls, [], "the learner has done nothing");
  text.restore({ opened: 1, folded: false });
  assert.deepEqual([text.opened, text.folded], [2, false]);
});

test("the learner can start from the answer to the exercise before", (t) => {
  const { text, calls } = makeText(t);
  buttonNamed(text.element, "Start from my answer to “Echo”").click();
  assert.deepEqual(calls, ["former"]);
});
