import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../core/emitter.js";
import { GoroutineWatch, SPAN } from "./goroutine-watch.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
function make(t) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  const lab = {
    events: new Emitter(),
    state: "listening",
    asked: 0,
    /** @type {object | null} */
    answer: { count: 3, leftOver: 0, groups: [] },
    async goroutines() {
      lab.asked++;
      return lab.answer;
    },
  };
  const view = { looks: false };
  const controller = new AbortController();
  const watch = new GoroutineWatch(/** @type {any} */ (lab), () => view.looks, controller.signal);
  /** Lets time pass, with the answers between. */
  const wait = async (/** @type {number} */ ms) => {
    for (let passed = 0; passed < ms; passed += 100) {
      t.mock.timers.tick(100);
      for (let i = 0; i < 10; i++) await null;
    }
  };
  return { lab, view, watch, wait, controller };
}

test("while nobody looks, nothing is asked", async (t) => {
  const { lab, watch, wait } = make(t);
  watch.poke();
  lab.events.emit("change", null);
  lab.events.emit("run", null);
  await wait(10_000);
  assert.equal(lab.asked, 0);
});

test("it asks at once and then once a second, until nobody looks", async (t) => {
  const { lab, view, watch, wait } = make(t);
  view.looks = true;
  watch.poke();
  watch.poke();
  await wait(3500);
  assert.equal(lab.asked, 4);
  assert.deepEqual(watch.points.at(-1), { at: 1_003_100, count: 3, leftOver: 0 });
  view.looks = false;
  await wait(5000);
  assert.equal(lab.asked, 4);
});

test("it keeps the counts of two minutes, of one run", async (t) => {
  const { lab, view, watch, wait } = make(t);
  view.looks = true;
  watch.poke();
  await wait(SPAN + 10_000);
  const [first] = watch.points;
  assert.ok(first && Date.now() - first.at <= SPAN + 1000);
  lab.events.emit("run", null);
  assert.equal(watch.points.length, 0);
  assert.equal(watch.report, null);
  await wait(200);
  assert.equal(watch.points.length, 1, "and asks for those of the next one");
});

test("the answer of a former run counts for nothing", async (t) => {
  const { lab, view, watch, wait } = make(t);
  view.looks = true;
  watch.poke();
  lab.answer = { count: 9, leftOver: 0, groups: [] };
  lab.events.emit("run", null); // before the first answer
  await wait(100);
  assert.equal(lab.asked, 2);
  assert.equal(watch.points.length, 1);
});

test("after the end it asks for as long as goroutines are left", async (t) => {
  const { lab, view, watch, wait } = make(t);
  view.looks = true;
  lab.state = "stopped";
  lab.answer = { count: 1, leftOver: 1, groups: [] };
  watch.poke();
  await wait(2500);
  assert.equal(lab.asked, 3);
  lab.answer = { count: 0, leftOver: 0, groups: [] };
  await wait(5000);
  assert.equal(lab.asked, 4);
  assert.equal(watch.isOld, false);
});

test("what a lab showed before it went is old", async (t) => {
  const { lab, view, watch, wait } = make(t);
  view.looks = true;
  watch.poke();
  await wait(100);
  lab.answer = null;
  await wait(1000);
  assert.equal(watch.isOld, true);
  assert.deepEqual(watch.report, { count: 3, leftOver: 0, groups: [] });
});
