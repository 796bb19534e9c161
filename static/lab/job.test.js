import assert from "node:assert/strict";
import { test } from "node:test";
import { Job } from "./job.js";

test("a job counts its progress, and its outcome names how much was done", async () => {
  let reports = 0;
  const job = new Job("bytes sent", 2000, () => reports++);
  const outcome = await job.run(async (step) => {
    step(500);
    step(1500);
  });
  assert.deepEqual([outcome, job.done, reports], ["2,000 bytes sent", 2000, 2]);
});

test("an outcome says that a job was stopped, or why it failed", async () => {
  const stopped = new Job("pieces sent", 3, () => {});
  const outcome = stopped.run(async (step, signal) => {
    step(1);
    stopped.stop();
    signal.throwIfAborted();
  });
  assert.equal(await outcome, "1 of 3 pieces sent, then it was stopped");
  const failed = new Job("pieces sent", 3, () => {});
  const reason = await failed.run(async () => {
    throw new Error("the file is gone");
  });
  assert.equal(reason, "0 of 3 pieces sent, then it failed: the file is gone");
});
