import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { toBytes } from "../bytes/bytes.js";
import { concat } from "../core/concat.js";
import { RateLimiter } from "./rate-limiter.js";

function make() {
  /** @type {Uint8Array[]} */
  const delivered = [];
  /** @type {string[]} */
  const actions = [];
  const limiter = new RateLimiter({
    deliver: (bytes) => delivered.push(bytes.slice()),
    pause: () => actions.push("pause"),
    resume: () => actions.push("resume"),
  });
  return {
    limiter,
    actions,
    text: () => new TextDecoder().decode(concat(delivered)),
    pieces: delivered,
  };
}

test("at full speed bytes go straight through", () => {
  const { limiter, actions, text } = make();
  limiter.push(toBytes("hello"));
  let ended = false;
  limiter.whenDelivered(() => {
    ended = true;
  });
  assert.equal(text(), "hello");
  assert.ok(ended);
  assert.deepEqual(actions, []);
});

test("slowed down: so many bytes a second, paused in between, the end behind them", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { limiter, actions, text, pieces } = make();
  limiter.setRate(10);
  limiter.push(toBytes("abcde"));
  limiter.push(toBytes("f"));
  let ended = false;
  limiter.whenDelivered(() => {
    ended = true;
  });
  assert.equal(text(), "");
  assert.equal(limiter.pendingBytes, 6);
  t.mock.timers.tick(200);
  assert.equal(text(), "ab");
  assert.deepEqual(actions, ["resume", "pause"]);
  t.mock.timers.tick(200);
  assert.equal(ended, false);
  t.mock.timers.tick(200);
  assert.equal(text(), "abcdef");
  assert.equal(pieces.length, 4);
  assert.ok(ended);
  assert.deepEqual(actions, ["resume", "pause", "resume"]);
});

test("less than a byte a tick is waited for", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { limiter, text } = make();
  limiter.setRate(1);
  limiter.push(toBytes("xy"));
  t.mock.timers.tick(999);
  assert.equal(text(), "");
  t.mock.timers.tick(1);
  assert.equal(text(), "x");
});

test("released, frozen, dropped", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { limiter, text } = make();
    limiter.setRate(10);
    limiter.push(toBytes("abc"));
    limiter.hold();
    limiter.push(toBytes("d"));
    mock.timers.tick(5000);
    assert.equal(text(), "", "frozen, it hands nothing on");
    limiter.flush();
    assert.equal(text(), "abcd");
    limiter.setRate(10);
    limiter.push(toBytes("lost"));
    let ended = false;
    limiter.whenDelivered(() => {
      ended = true;
    });
    limiter.discard();
    mock.timers.tick(5000);
    assert.equal(text(), "abcd");
    assert.ok(ended);
  } finally {
    mock.timers.reset();
  }
});
