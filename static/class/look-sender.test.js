import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { LookSender } from "./look-sender.js";

function fixture() {
  mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {string[]} */
  const sent = [];
  const state = { text: "a", isTaken: true, collected: 0 };
  const collect = () => {
    state.collected++;
    return state.text;
  };
  const put = async (/** @type {string} */ text) => {
    sent.push(text);
    return state.isTaken;
  };
  return { sent, state, sender: new LookSender(collect, put) };
}

/** @param {number} ms */
async function pass(ms) {
  await new Promise(setImmediate);
  mock.timers.tick(ms);
  await new Promise(setImmediate);
}

test("what has changed is sent, once a second at most", async (t) => {
  t.after(() => mock.timers.reset());
  const { sent, state, sender } = fixture();
  sender.start();
  sender.start();
  assert.deepEqual(sent, ["a"]);
  state.text = "b";
  await pass(999);
  assert.deepEqual(sent, ["a"]);
  await pass(1);
  await pass(1000);
  assert.deepEqual(sent, ["a", "b"]);
});

test("what was not taken is sent again", async (t) => {
  t.after(() => mock.timers.reset());
  const { sent, state, sender } = fixture();
  state.isTaken = false;
  sender.start();
  await pass(1000);
  state.isTaken = true;
  await pass(1000);
  await pass(1000);
  assert.deepEqual(sent, ["a", "a", "a"]);
});

test("after the end of a look nothing is collected or sent; another look begins anew", async (t) => {
  t.after(() => mock.timers.reset());
  const { sent, state, sender } = fixture();
  assert.equal(state.collected, 0);
  sender.start();
  sender.stop();
  const { collected } = state;
  state.text = "b";
  await pass(5000);
  assert.equal(state.collected, collected);
  state.text = "a";
  sender.start();
  assert.deepEqual(sent, ["a", "a"]);
});
