import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "./backoff.js";

test("the delay doubles up to a limit, and a reset begins again", () => {
  const longest = new Backoff(() => 1);
  const waits = Array.from({ length: 9 }, () => longest.next());
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  longest.reset();
  assert.equal(longest.next(), 250);
});

test("half of each delay is random", () => {
  assert.equal(new Backoff(() => 0).next(), 125);
  for (let i = 0; i < 100; i++) {
    const wait = new Backoff().next();
    assert.ok(wait >= 125 && wait <= 250);
  }
});
