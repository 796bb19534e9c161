import assert from "node:assert/strict";
import { test } from "node:test";
import { Playback } from "./playback.js";

const never = new AbortController().signal;

/** @param {Promise<unknown>} promise */
function follow(promise) {
  const state = { now: "waiting" };
  promise.then(
    () => {
      state.now = "ready";
    },
    (error) => {
      state.now = String(error);
    },
  );
  return state;
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("at once, no step waits", async () => {
  await new Playback("at-once").ready(never);
});

test("step by step, each waits for its press", async () => {
  const playback = new Playback("stepwise");
  for (let step = 0; step < 2; step++) {
    const state = follow(playback.ready(never));
    await settle();
    assert.equal(state.now, "waiting");
    assert.ok(playback.waiting);
    playback.next();
    await settle();
    assert.equal(state.now, "ready");
    assert.ok(!playback.waiting);
  }
});

test("slowly, a step comes after a while", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const state = follow(new Playback("slowly").ready(never));
  t.mock.timers.tick(1499);
  await settle();
  assert.equal(state.now, "waiting");
  t.mock.timers.tick(1);
  await settle();
  assert.equal(state.now, "ready");
});

test("a stop ends the wait", async () => {
  const playback = new Playback("stepwise");
  const end = new AbortController();
  const state = follow(playback.ready(end.signal));
  end.abort("stopped");
  await settle();
  assert.equal(state.now, "stopped");
  assert.ok(!playback.waiting);
});
