import assert from "node:assert/strict";
import { test } from "node:test";
import { Heartbeat } from "./heartbeat.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
function make(t) {
  t.mock.timers.enable({ apis: ["setInterval"] });
  /** @type {string[]} */
  const reports = [];
  const heart = new Heartbeat(
    () => reports.push("ping"),
    (how) => reports.push(how),
  );
  return { heart, reports, seconds: (/** @type {number} */ n) => t.mock.timers.tick(n * 1000) };
}

test("a program that answers is not reported, however late", (t) => {
  const { heart, reports, seconds } = make(t);
  for (let i = 0; i < 20; i++) {
    seconds(1);
    heart.pong();
  }
  assert.deepEqual(new Set(reports), new Set(["ping"]));
  heart.stop();
});

test("no answer for three ticks, and no beat: an endless loop", (t) => {
  const { reports, seconds } = make(t);
  seconds(2);
  assert.deepEqual(reports, ["ping"]);
  seconds(1);
  assert.deepEqual(reports, ["ping", "loop"]);
});

test("beats without an answer: others still get a turn", (t) => {
  const { heart, reports, seconds } = make(t);
  for (let i = 0; i < 3; i++) {
    heart.beat();
    seconds(1);
  }
  assert.equal(reports.at(-1), "yield");
});

test("a beat from before the loop does not count", (t) => {
  const { heart, reports, seconds } = make(t);
  heart.beat();
  seconds(3);
  assert.equal(reports.at(-1), "loop");
});

test("one that comes back in time was busy", (t) => {
  const { heart, reports, seconds } = make(t);
  seconds(2);
  heart.pong();
  seconds(3);
  heart.pong();
  seconds(1);
  assert.ok(!reports.includes("loop"));
  heart.stop();
  seconds(60);
  assert.ok(!reports.includes("loop"), "stopped is stopped");
});
