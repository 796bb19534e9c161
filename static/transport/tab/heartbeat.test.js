import assert from "node:assert/strict";
import { test } from "node:test";
import { Heartbeat } from "./heartbeat.js";

/** @param {import("node:test").TestContext} t */
function make(t) {
  t.mock.timers.enable({ apis: ["setInterval"] });
  /** @type {string[]} */
  const said = [];
  const heart = new Heartbeat(
    () => said.push("ping"),
    (how) => said.push(how),
  );
  return { heart, said, seconds: (/** @type {number} */ n) => t.mock.timers.tick(n * 1000) };
}

test("what answers is left alone, however late in its second", (t) => {
  const { heart, said, seconds } = make(t);
  for (let i = 0; i < 20; i++) {
    seconds(1);
    heart.pong();
  }
  assert.deepEqual(new Set(said), new Set(["ping"]));
  heart.stop();
});

test("no answer for three ticks, and no beat: an endless loop", (t) => {
  const { said, seconds } = make(t);
  seconds(2);
  assert.deepEqual(said, ["ping"]);
  seconds(1);
  assert.deepEqual(said, ["ping", "loop"]);
});

test("beats without an answer: others still get a turn", (t) => {
  const { heart, said, seconds } = make(t);
  for (let i = 0; i < 3; i++) {
    heart.beat();
    seconds(1);
  }
  assert.equal(said.at(-1), "yield");
});

test("a beat from before the loop is not taken for one in it", (t) => {
  const { heart, said, seconds } = make(t);
  heart.beat();
  seconds(3);
  assert.equal(said.at(-1), "loop");
});

test("one that comes back in time was busy", (t) => {
  const { heart, said, seconds } = make(t);
  seconds(2);
  heart.pong();
  seconds(3);
  heart.pong();
  seconds(1);
  assert.ok(!said.includes("loop"));
  heart.stop();
  seconds(60);
  assert.ok(!said.includes("loop"), "stopped is stopped");
});
