import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../core/emitter.js";
import { ACCEPT_TIMEOUT, AcceptWatch } from "./accept-watch.js";

/** @param {import("node:test").TestContext} t */
function make(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const session = /** @type {any} */ ({ events: new Emitter(), state: "listening" });
  /** @type {boolean[]} */
  const changes = [];
  const watch = new AcceptWatch(
    session,
    () => changes.push(watch.overdue),
    new AbortController().signal,
  );
  const emit = (/** @type {object[]} */ events, skipped = 0) =>
    session.events.emit("batch", { events, skipped, entries: [] });
  session.events.emit("run", {});
  return { session, emit, changes, wait: (ms = ACCEPT_TIMEOUT) => t.mock.timers.tick(ms) };
}

test("a server that does not call Accept is overdue until it does", (t) => {
  const { emit, changes, wait } = make(t);
  emit([{ kind: "listening" }, { kind: "log" }]);
  wait(ACCEPT_TIMEOUT - 1);
  assert.deepEqual(changes, []);
  wait(1);
  assert.deepEqual(changes, [true]);
  emit([{ kind: "waiting", call: "accept" }]);
  assert.deepEqual(changes, [true, false]);
});

test("one that has called it is not, nor one whose first events are missing", (t) => {
  for (const call of [
    (/** @type {ReturnType<typeof make>} */ { emit }) => emit([{ kind: "accept", conn: 1 }]),
    (/** @type {ReturnType<typeof make>} */ { emit }) => emit([{ kind: "log" }], 3),
  ]) {
    const made = make(t);
    call(made);
    made.wait();
    assert.deepEqual(made.changes, []);
    t.mock.timers.reset();
  }
});

test("the lab's end and another run end it", (t) => {
  const { session, changes, wait } = make(t);
  wait();
  session.state = "stopped";
  session.events.emit("change", null);
  assert.deepEqual(changes, [true, false]);
  session.events.emit("run", {});
  wait();
  assert.deepEqual(changes, [true, false], "a lab that does not listen owes nothing");
  session.state = "listening";
  session.events.emit("run", {});
  wait();
  assert.deepEqual(changes, [true, false, true]);
});
