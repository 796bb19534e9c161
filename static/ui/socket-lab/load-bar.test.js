import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeLab, fakeSession, fakeTransport } from "../fake-lab.js";
import { testSignal } from "../test-dom.js";
import { LoadBar } from "./load-bar.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
function makeBar(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const far = new FakeLab();
  /** @type {(done: number, total: number) => void} */
  let report = () => {};
  /** @type {() => void} */
  let finish = () => {};
  const start = (/** @type {string} */ _lesson, /** @type {any} */ { progress }) => {
    report = progress;
    return new Promise((resolve) => {
      finish = () => resolve(far.lab);
    });
  };
  const { session } = fakeSession({ transports: [fakeTransport("tab", far, { start })] });
  /** @type {boolean[]} */
  const toggles = [];
  const bar = new LoadBar(session, (shown) => toggles.push(shown), testSignal(t));
  const started = session.start();
  return {
    bar,
    toggles,
    report: (/** @type {number} */ done) => report(done, 4_000_000),
    finish: () => {
      finish();
      return started;
    },
  };
}

test("a short download shows no bar", async (t) => {
  const { bar, toggles, report, finish } = makeBar(t);
  report(1_000_000);
  t.mock.timers.tick(199);
  await finish();
  t.mock.timers.tick(1000);
  assert.equal(bar.element.hidden, true);
  assert.deepEqual(toggles, []);
});

test("a longer one shows how much is there", async (t) => {
  const { bar, toggles, report, finish } = makeBar(t);
  report(1_000_000);
  t.mock.timers.tick(200);
  assert.equal(bar.element.hidden, false);
  report(3_460_000);
  assert.equal(bar.element.textContent, "3.5 of 4.0 MB");
  const progress = bar.element.querySelector("progress");
  assert.deepEqual([progress?.value, progress?.max], [3_460_000, 4_000_000]);
  await finish();
  assert.equal(bar.element.hidden, true);
  assert.deepEqual(toggles, [true, false]);
});
