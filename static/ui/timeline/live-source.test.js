import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { startedSession } from "../fake-lab.js";
import { testSignal } from "../test-dom.js";
import { LiveSource } from "./live-source.js";
import { EXCHANGE, event } from "./test-run.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
async function make(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { session, far } = await startedSession();
  let snapshots = 0;
  const snapshot = { seq: 20, connections: [] };
  session.connections = async () => {
    snapshots++;
    return snapshot;
  };
  /** @type {boolean[]} */
  const changes = [];
  const source = new LiveSource(session, (newRun) => changes.push(newRun), testSignal(t));
  /** Runs timers, then lets promises settle. */
  const tick = async (/** @type {number} */ ms) => {
    t.mock.timers.tick(ms);
    for (let i = 0; i < 5; i++) await Promise.resolve();
  };
  return { session, far, source, changes, tick, snapshots: () => snapshots };
}

test("it applies the events of the session, and begins with each run", async (t) => {
  const { session, far, source, changes } = await make(t);
  far.stream.batch(EXCHANGE, 0);
  assert.equal(source.model.markCount, 6);
  assert.equal(source.model.events, session.history.events, "stored once");
  const { model } = source;
  await session.restart();
  assert.notEqual(source.model, model);
  assert.equal(source.model.markCount, 0);
  assert.deepEqual(changes, [false, true]);
});

test("its clock is that of the events where that is ahead", async (t) => {
  const { far, source } = await make(t);
  const ahead = new Date(Date.now() + 60_000).toISOString();
  far.stream.batch([{ ...event(1, "listening"), at: ahead }], 0);
  assert.ok(Math.abs(source.now - Date.now() - 60_000) < 1000);
  far.stream.batch([event(2, "listening")], 0);
  assert.ok(source.now > Date.now() + 50_000, "an event of the past does not set it back");
});

test("skipped events are followed by a snapshot, once a second while they are", async (t) => {
  const { far, source, tick, snapshots } = await make(t);
  far.stream.batch(EXCHANGE.slice(0, 2), 0);
  assert.equal(source.model.states.connections.get(1)?.open, true);
  far.stream.batch([event(21, "log")], 18);
  await tick(0);
  assert.equal(snapshots(), 1);
  assert.equal(source.model.states.connections.get(1)?.open, false, "the snapshot has none");
  far.stream.batch([event(30, "log")], 8);
  await tick(500);
  assert.equal(snapshots(), 1);
  await tick(500);
  await tick(0);
  assert.equal(snapshots(), 2);
  await tick(5000);
  await tick(0);
  assert.equal(snapshots(), 2, "nothing was skipped since");
});

test("a snapshot of the run before is not applied", async (t) => {
  const { session, far, source, tick, changes } = await make(t);
  let answer = () => {};
  session.connections = () =>
    new Promise((resolve) => {
      answer = () => resolve({ seq: 30, connections: [] });
    });
  far.stream.batch([event(21, "log")], 20);
  await tick(0);
  await session.restart();
  const count = changes.length;
  answer();
  await tick(0);
  assert.equal(changes.length, count);
  assert.equal(source.model.states.last, 0);
});

test("its clock stands still while the run is held", async (t) => {
  const { session, source } = await make(t);
  assert.ok(source.now > 1_000_000);
  Object.assign(session, { heldAt: 1_000_000 });
  assert.equal(source.now, 1_000_000);
  Object.assign(session, { heldAt: null });
  assert.ok(source.now > 1_000_000);
});
