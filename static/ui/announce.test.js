import "./test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { announce } from "./announce.js";

function texts() {
  const region = document.querySelector("[aria-live]");
  return [...(region?.children ?? [])].map(({ textContent }) => textContent);
}

// One test, since the module keeps a timer.
test("texts are read together, those beyond the third are counted", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let calls = 0;
  announce("one");
  announce("two");
  announce("three");
  announce(() => `text ${++calls}`);
  announce("five");
  assert.deepEqual(texts(), []);
  t.mock.timers.tick(300);
  assert.deepEqual(texts(), ["one", "two", "three", "and 2 more"]);
  assert.equal(calls, 0, "a text that is not read is not made");
  announce(() => `text ${++calls}`);
  t.mock.timers.tick(1499);
  assert.equal(texts().at(-1), "and 2 more", "the next ones wait for the interval");
  t.mock.timers.tick(1);
  assert.deepEqual(texts(), ["text 1"]);
  t.mock.timers.tick(10_000);
  announce("later");
  t.mock.timers.tick(300);
  assert.deepEqual(texts(), ["later"], "after a quiet time the first one comes soon");
});
