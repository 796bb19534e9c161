import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { addToPage, buttonNamed, setSize, testSignal } from "../test-dom.js";
import { CheckResults } from "./check-results.js";

/**
 * @import { TestContext } from "node:test"
 * @import { CheckResult, CheckStep } from "../../transport/checks.js"
 */

/** @type {CheckStep[]} */
const STEPS = [
  { text: "connect a", script: true, state: "passed" },
  { text: "3 goroutines more", script: false, state: "passed" },
  {
    text: 'a expect "x"',
    script: true,
    state: "failed",
    why: "Nothing came.",
    events: [{ kind: "read", client: "a", text: "read", source: { file: "server.go", line: 7 } }],
  },
];

/** @param {TestContext} t */
function makeResults(t) {
  /** @type {unknown[]} */
  const calls = [];
  const options = {
    show: (/** @type {unknown} */ source) => Boolean(calls.push(source)),
    replay: (/** @type {any} */ report, /** @type {string} */ mode) =>
      calls.push([report.steps.script, mode]),
    next: () => {},
    stop: () => {},
    runAll: () => calls.push("all"),
  };
  const results = new CheckResults(["one", "two", "three"], options, testSignal(t));
  addToPage(t, results.element);
  const run = (/** @type {CheckResult[]} */ all) => {
    results.begin();
    for (const [check, result] of all.entries()) {
      results.take({ type: "check", check, name: result.name });
      results.take({ type: "result", check, result });
    }
    return results.end(all);
  };
  const reports = () =>
    [...results.element.querySelectorAll(".check-report")].map(
      (one) => one.ariaLabel ?? one.getAttribute("aria-label"),
    );
  return { results, calls, run, reports };
}

/** @type {CheckResult} */
const PASSED = {
  name: "one",
  outcome: "passed",
  steps: [{ text: "connect a", script: true, state: "passed" }],
};

/** @type {CheckResult} */
const FAILED = {
  name: "two",
  outcome: "failed",
  steps: STEPS,
  cause: "It waits in Read at server.go:7.",
  source: { file: "server.go", line: 7 },
};

test("the first failed check is open, with its cause and a link to the line", (t) => {
  const { results, run, calls, reports } = makeResults(t);
  assert.equal(run([PASSED, FAILED]), FAILED);
  assert.deepEqual(reports(), ["two"]);
  assert.match(results.element.textContent ?? "", /1 of 3 checks passed/);
  assert.match(
    results.element.textContent ?? "",
    /Likely cause: It waits in Read at server.go:7\./,
  );
  const link = /** @type {HTMLElement} */ (results.element.querySelector(".check-cause a"));
  link.click();
  assert.deepEqual(calls, [{ file: "server.go", line: 7 }]);
  buttonNamed(results.element, "Run all checks").click();
  assert.equal(calls.at(-1), "all");
});

test("a check that has passed can be looked at; one that has not run cannot", (t) => {
  const { results, run, reports } = makeResults(t);
  run([PASSED, FAILED]);
  buttonNamed(results.element, "one, passed").click();
  assert.deepEqual(reports(), ["one"]);
  buttonNamed(results.element, "three, not run").click();
  assert.deepEqual(reports(), ["one"]);
  buttonNamed(results.element, "one, passed").click();
  assert.deepEqual(reports(), []);
});

test("the steps that the script language has are replayed, and marked as they play", (t) => {
  const { results, run, calls } = makeResults(t);
  run([PASSED, FAILED]);
  buttonNamed(results.element, "Step by step").click();
  assert.deepEqual(calls, [['connect a\na expect "x"\n', "stepwise"]]);
});

test("steps whose client the lab does not have are not replayed", (t) => {
  const { results, run } = makeResults(t);
  const steps = STEPS.map((step, index) => ({ ...step, script: index > 0 && step.script }));
  run([{ ...FAILED, steps }]);
  assert.match(results.element.textContent ?? "", /cannot replay/);
  assert.throws(() => buttonNamed(results.element, "Step by step"));
});

test("outcomes differ in words and looks", (t) => {
  const { results, run } = makeResults(t);
  for (const [outcome, words] of /** @type {const} */ ([
    ["crashed", /The server crashed/],
    ["hung", /The server hangs/],
    ["broken", /a fault of the exercise/],
  ])) {
    run([{ ...FAILED, outcome }]);
    const report = results.element.querySelector(`.check-report.is-${outcome}`);
    assert.match(report?.textContent ?? "", words);
  }
});

test("what the server did stands below the step during which it happened", (t) => {
  const { results, run } = makeResults(t);
  run([PASSED, FAILED]);
  const failed = results.element.querySelector(".check-step.is-failed");
  assert.match(
    failed?.textContent ?? "",
    /^failed: a expect "x"Nothing came\.ServerRead from client A server\.go:7$/,
  );
});

test("of an earlier text there are outcomes, and no reports", (t) => {
  const { results, reports } = makeResults(t);
  results.showEarlier([PASSED, FAILED]);
  assert.match(results.element.textContent ?? "", /Before your last change:1 of 3 checks passed/);
  assert.equal(results.element.classList.contains("is-old"), true);
  buttonNamed(results.element, "two, failed").click();
  assert.deepEqual(reports(), []);
});

test("the results of an earlier run are shown as then", (t) => {
  const { results, reports } = makeResults(t);
  assert.equal(results.show([PASSED, FAILED]), FAILED);
  assert.deepEqual(reports(), ["two"]);
  assert.equal(results.element.hidden, false);
});

test("the height that the learner gives to the results is kept", (t) => {
  const { results } = makeResults(t);
  setSize(results.element, { offsetHeight: 200 });
  if (results.element.parentElement) setSize(results.element.parentElement, { clientHeight: 800 });
  const splitter = results.element.querySelector('[role="separator"]');
  splitter?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown" }));
  const other = makeResults(t).results.element;
  assert.equal(other.style.getPropertyValue("--results-height"), "22%");
  splitter?.dispatchEvent(new Event("dblclick"));
  assert.equal(makeResults(t).results.element.hasAttribute("data-sized"), false);
});
