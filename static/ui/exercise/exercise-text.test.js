import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { addToPage, buttonNamed, testSignal } from "../test-dom.js";
import { ExerciseText } from "./exercise-text.js";

test("hints open one by one, and the solution is there once it is offered", (t) => {
  let looked = 0;
  const exercise = /** @type {any} */ ({
    name: "shout",
    task: [h("p", {}, "The task.")],
    hints: [[h("p", {}, "First.")], [h("p", {}, "Second.")]],
  });
  const text = new ExerciseText(exercise, () => looked++, testSignal(t));
  addToPage(t, h("div", {}, text.toggle, text.hint, text.element));
  assert.equal(text.hint.textContent, "Hint 1 of 2");
  text.toggle.click();
  assert.equal(text.element.hidden, true);
  text.hint.click();
  assert.equal(text.element.hidden, false, "a hint unfolds the task");
  assert.match(text.element.textContent ?? "", /Hint 1 of 2First\.(?!.*Second)/);
  assert.equal(document.activeElement?.textContent, "Hint 1 of 2First.", "it is read");
  text.hint.click();
  assert.match(text.element.textContent ?? "", /Second/);
  assert.equal(text.hint.hidden, true);
  const solution = buttonNamed(text.element, "Look at the solution");
  assert.equal(solution.hidden, true);
  text.offerSolution();
  assert.equal(solution.hidden, false);
  solution.click();
  assert.equal(looked, 1);
});
