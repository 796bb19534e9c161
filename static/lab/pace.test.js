import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { concat, toBytes } from "../bytes/bytes.js";
import { Pace } from "./pace.js";

function make() {
  /** @type {Uint8Array[]} */
  const got = [];
  /** @type {string[]} */
  const asked = [];
  const pace = new Pace({
    deliver: (bytes) => got.push(bytes.slice()),
    pause: () => asked.push("pause"),
    resume: () => asked.push("resume"),
  });
  return { pace, asked, text: () => new TextDecoder().decode(concat(got)), pieces: got };
}

test("at full speed bytes go straight through", () => {
  const { pace, asked, text } = make();
  pace.take(toBytes("hello"));
  let ended = false;
  pace.after(() => {
    ended = true;
  });
  assert.equal(text(), "hello");
  assert.ok(ended);
  assert.deepEqual(asked, []);
});

test("slowed down: so many bytes a second, paused in between, the end behind them", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { pace, asked, text, pieces } = make();
  pace.slowTo(10);
  pace.take(toBytes("abcde"));
  pace.take(toBytes("f"));
  let ended = false;
  pace.after(() => {
    ended = true;
  });
  assert.equal(text(), "");
  assert.equal(pace.held, 6);
  t.mock.timers.tick(200);
  assert.equal(text(), "ab");
  assert.deepEqual(asked, ["resume", "pause"]);
  t.mock.timers.tick(200);
  assert.equal(ended, false);
  t.mock.timers.tick(200);
  assert.equal(text(), "abcdef");
  assert.equal(pieces.length, 4);
  assert.ok(ended);
  assert.deepEqual(asked, ["resume", "pause", "resume"]);
});

test("less than a byte a tick is waited for", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { pace, text } = make();
  pace.slowTo(1);
  pace.take(toBytes("xy"));
  t.mock.timers.tick(999);
  assert.equal(text(), "");
  t.mock.timers.tick(1);
  assert.equal(text(), "x");
});

test("released, frozen, dropped", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { pace, text } = make();
    pace.slowTo(10);
    pace.take(toBytes("abc"));
    pace.freeze();
    pace.take(toBytes("d"));
    mock.timers.tick(5000);
    assert.equal(text(), "", "frozen, it hands nothing on");
    pace.release();
    assert.equal(text(), "abcd");
    pace.slowTo(10);
    pace.take(toBytes("lost"));
    let told = false;
    pace.after(() => {
      told = true;
    });
    pace.drop();
    mock.timers.tick(5000);
    assert.equal(text(), "abcd");
    assert.ok(told);
  } finally {
    mock.timers.reset();
  }
});
