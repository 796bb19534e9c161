import assert from "node:assert/strict";
import { test } from "node:test";
import { stepOf } from "./steps.js";
import { MOST_EVENTS, MOST_ROWS, Trace } from "./trace.js";

/** @typedef {import("../../transport/transport.js").LabEvent} LabEvent */

const START = Date.parse("2026-01-02T15:04:05Z");

/**
 * @param {number} seq
 * @param {string} kind
 * @param {Partial<LabEvent> & { ms?: number }} [more] ms: after the start
 * @returns {LabEvent}
 */
function event(seq, kind, { ms = seq, ...more } = {}) {
  return { seq, kind, at: new Date(START + ms).toISOString(), ...more };
}

/** @param {Trace} trace */
function words(trace) {
  return trace.rows().map(({ step, quiet, gap }) => {
    if (!step) return quiet ?? gap;
    return `${step.way} ${step.what || `${step.event.bytes} B`}`;
  });
}

test("what each event is in the picture", () => {
  const table = /** @type {[string, Partial<LabEvent>, string | null][]} */ ([
    ["accept", { conn: 1 }, "in accept accept"],
    ["read", { conn: 1, bytes: 6 }, "in bytes "],
    ["read", { conn: 1, error: "EOF" }, "in end FIN"],
    ["read", { conn: 1, error: "read: connection reset by peer" }, "in bad reset"],
    ["read", { conn: 1, error: "use of closed network connection" }, null],
    ["read", { conn: 1, error: "no route" }, "here bad Read: no route"],
    ["write", { conn: 1, bytes: 6 }, "out bytes "],
    ["write", { conn: 1, error: "broken pipe" }, "here bad Write: broken pipe"],
    ["close-write", { conn: 1 }, "out end FIN"],
    ["close", { conn: 1 }, "out end close"],
    ["timeout", { conn: 1, call: "read" }, "here wait Read timed out"],
    ["waiting", { conn: 1, call: "read" }, null],
    ["waiting", { conn: 1, call: "write" }, "here wait Write waits"],
    ["waiting", { call: "accept" }, null],
    ["log", { conn: 1 }, null],
    ["listening", { attrs: { address: "127.0.0.1:4" } }, "lab lab listening on 127.0.0.1:4"],
    ["failed", { error: "boom" }, "lab bad failed: boom"],
    ["something new", { conn: 1 }, null],
  ]);
  for (const [kind, more, want] of table) {
    const step = stepOf(event(1, kind, more));
    assert.equal(step && `${step.way} ${step.tone} ${step.what}`, want, `${kind} ${want}`);
  }
});

test("silence is folded, and what was missed is a row", () => {
  const trace = new Trace();
  trace.take([event(1, "accept", { conn: 1 }), event(2, "read", { conn: 1, bytes: 3 })], 0);
  trace.take([event(3, "write", { conn: 1, bytes: 3, ms: 7702 })], 0);
  trace.take([event(10, "close", { conn: 1, ms: 7710 })], 6);
  assert.deepEqual(words(trace), [
    "in accept",
    "in 3 B",
    "7.7 s quiet",
    "out 3 B",
    "6 events skipped: too fast to keep",
    "out close",
  ]);
});

test("a filter keeps the server's own events, and folds what it hides", () => {
  const trace = new Trace();
  trace.take(
    [
      event(1, "listening"),
      event(2, "accept", { conn: 1 }),
      event(3, "accept", { conn: 2 }),
      event(4, "read", { conn: 2, bytes: 1, ms: 3000 }),
      event(5, "read", { conn: 1, bytes: 2, ms: 4002 }),
    ],
    0,
  );
  const rows = trace.rows((conn) => conn === 1);
  const said = rows.map(({ step, quiet }) => quiet ?? step?.event.kind);
  assert.deepEqual(said, ["listening", "accept", "4.0 s quiet", "read"]);
});

test("a flood is counted, and bounded", () => {
  const trace = new Trace();
  const many = 100_000;
  for (let seq = 1; seq <= many; seq += 500) {
    trace.take(
      Array.from({ length: 500 }, (_, i) => event(seq + i, "read", { conn: 1, bytes: 1, ms: 1 })),
      0,
    );
  }
  const rows = trace.rows();
  assert.equal(trace.steps, many);
  assert.equal(rows.length, MOST_ROWS);
  assert.equal(rows.at(-1)?.id, many);
  assert.ok(trace.events.length <= MOST_EVENTS * 1.25);
  assert.equal(trace.states.connections.get(1)?.bytesIn, many);
});

test("an event that comes again is not taken again", () => {
  const trace = new Trace();
  trace.take([event(1, "accept", { conn: 1 }), event(2, "read", { conn: 1, bytes: 1 })], 0);
  trace.take([event(2, "read", { conn: 1, bytes: 1 }), event(3, "close", { conn: 1 })], 0);
  assert.deepEqual(words(trace), ["in accept", "in 1 B", "out close"]);
});

test("cleared, it begins anew, and still knows who waits", () => {
  const trace = new Trace();
  const source = { file: "server.go", line: 31 };
  trace.take(
    [event(1, "accept", { conn: 1 }), event(2, "waiting", { conn: 1, call: "read", source })],
    0,
  );
  trace.clear();
  assert.deepEqual(words(trace), []);
  assert.equal(trace.states.waits().get("server.go:31")?.connections, 1);
  trace.take([event(3, "read", { conn: 1, bytes: 9 })], 0);
  assert.deepEqual(words(trace), ["in 9 B"]);
});

test("how long a call had waited", () => {
  const trace = new Trace();
  const read = event(4, "read", { conn: 1, bytes: 1, ms: 1500 });
  const at_once = event(5, "read", { conn: 1, bytes: 1, ms: 1501 });
  trace.take(
    [
      event(1, "accept", { conn: 1, ms: 0 }),
      event(2, "waiting", { conn: 1, call: "read", ms: 10 }),
      event(3, "write", { conn: 1, bytes: 4, ms: 20 }),
      read,
      at_once,
    ],
    0,
  );
  assert.equal(trace.waited(read), 1490);
  assert.equal(trace.waited(at_once), null);
});

test("the records of an instant are those of the connection, or of none", () => {
  const trace = new Trace();
  const read = event(3, "read", { conn: 1, bytes: 1, ms: 100 });
  trace.take(
    [
      event(1, "log", { message: "long before", ms: 0 }),
      event(2, "log", { message: "of another", conn: 2, ms: 99 }),
      read,
      event(4, "log", { message: "received", conn: 1, ms: 101 }),
      event(5, "log", { message: "of nobody", ms: 102 }),
      event(6, "log", { message: "long after", conn: 1, ms: 400 }),
    ],
    0,
  );
  const step = stepOf(read);
  assert.ok(step);
  const said = trace.recordsAt(step).map(({ message }) => message);
  assert.deepEqual(said, ["received", "of nobody"]);
});
