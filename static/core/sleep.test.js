import assert from "node:assert/strict";
import { test } from "node:test";
import { sleep } from "./sleep.js";

test("it resolves after its time, not before", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let over = false;
  const slept = sleep(100, new AbortController().signal).then(() => {
    over = true;
  });
  t.mock.timers.tick(99);
  await Promise.resolve();
  assert.equal(over, false);
  t.mock.timers.tick(1);
  await slept;
  assert.equal(over, true);
});

test("an abort before or during the wait rejects with its reason", async () => {
  const reason = new Error("stopped");
  await assert.rejects(sleep(0, AbortSignal.abort(reason)), reason);
  const end = new AbortController();
  const slept = sleep(60_000, end.signal);
  end.abort(reason);
  await assert.rejects(slept, reason);
});
