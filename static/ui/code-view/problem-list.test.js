import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { addToPage, buttonNamed, testSignal } from "../test-dom.js";
import { ProblemList } from "./problem-list.js";

/** @param {import("node:test").TestContext} t */
function makeList(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {string[]} */
  const announced = [];
  /** @type {number[]} lines */
  const shown = [];
  const list = new ProblemList(
    {
      show: ({ line }) => shown.push(line),
      fix: ({ line }) => shown.push(-line),
      onRetry: () => shown.push(0),
      announce: (text) => announced.push(text),
    },
    testSignal(t),
  );
  addToPage(t, list.summary);
  addToPage(t, list.element);
  return { list, announced, shown };
}

/** @param {number} line */
function problem(line) {
  return { file: "server.go", line, column: 2, message: `fault ${line}` };
}

test("the number of problems opens a list that leads to them", (t) => {
  const { list, shown } = makeList(t);
  list.showProblems([problem(3), problem(5)]);
  assert.equal(list.element.hidden, true);
  const count = buttonNamed(list.summary, "2 problems");
  count.click();
  assert.equal(count.getAttribute("aria-expanded"), "true");
  assert.equal(list.element.textContent, "server.go:3:2 fault 3server.go:5:2 fault 5");
  buttonNamed(list.element, "server.go:5:2").click();
  assert.deepEqual(shown, [5]);
  list.showProblems([problem(4)]);
  assert.equal(list.element.textContent, "server.go:4:2 fault 4");
  list.showProblems([]);
  assert.equal(list.element.hidden, true);
  assert.equal(list.summary.querySelector("span")?.textContent, "No problems");
});

test("a problem with a fix has a button for it", (t) => {
  const { list, shown } = makeList(t);
  const fix = { title: 'Add import "strings"', offset: 12, text: '\n\nimport "strings"' };
  list.showProblems([problem(3), { ...problem(5), fix }]);
  const count = buttonNamed(list.summary, "2 problems");
  count.click();
  buttonNamed(list.element, 'Add import "strings"').click();
  assert.deepEqual(shown, [-5]);
  assert.equal(document.activeElement, count);
});

test("screen readers hear of a new number when the learner pauses", (t) => {
  const { list, announced } = makeList(t);
  list.showProblems([]);
  t.mock.timers.tick(5000);
  assert.deepEqual(announced, [], "no news");
  list.showProblems([problem(1)]);
  list.showProblems([problem(1), problem(2)]);
  t.mock.timers.tick(5000);
  list.showProblems([problem(8), problem(9)]);
  t.mock.timers.tick(5000);
  list.showProblems([]);
  t.mock.timers.tick(5000);
  assert.deepEqual(announced, ["2 problems", "No problems"]);
});

test("without the checks a line says so, and the learner can try again", (t) => {
  const { list, shown } = makeList(t);
  list.showFailure();
  assert.match(String(list.summary.textContent), /the checks have not loaded/);
  buttonNamed(list.summary, "Try again").click();
  assert.deepEqual(shown, [0]);
  list.showProblems([]);
  assert.equal(buttonNamed(list.summary, "Try again").hidden, true);
});
