import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { startedSession } from "../fake-lab.js";
import { buttonNamed, testSignal } from "../test-dom.js";
import { jobView } from "./job-view.js";

test("a job shows its progress, and can be stopped", async (t) => {
  const { session, far } = await startedSession();
  const client = session.addClient();
  far.connection.open();
  const { element, draw } = jobView(client, testSignal(t));
  draw();
  assert.equal(element.hidden, true, "there is no job");
  let stopped = false;
  const running = client.runJob({ what: "bytes sent", all: 70_000 }, async (step, signal) => {
    step(1500);
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    stopped = true;
    signal.throwIfAborted();
  });
  draw();
  assert.equal(element.hidden, false);
  assert.equal(element.querySelector("span")?.textContent, "1,500 of 70,000 bytes sent");
  const bar = element.querySelector("progress");
  assert.deepEqual([bar?.value, bar?.max], [1500, 70_000]);
  buttonNamed(element, "Stop client A sending").click();
  await running;
  draw();
  assert.equal(stopped, true);
  assert.equal(element.hidden, true);
});
