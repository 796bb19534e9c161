import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EventHistory, MAX_EVENTS } from "../../lab/event-history.js";
import { markOf } from "./event-marks.js";
import { MAX_ROWS, TimelineModel } from "./timeline-model.js";

/** @import { LabEvent } from "../../transport/transport.js" */

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

/** A model, and how events come to it: by way of the history, as in the page. */
function make() {
  const history = new EventHistory();
  const model = new TimelineModel(history);
  const take = (/** @type {LabEvent[]} */ events, skipped = 0) =>
    model.apply(history.add(events, skipped).events, skipped);
  return { model, take };
}

/** @param {TimelineModel} model */
function words(model) {
  return model.rows().map(({ mark, quiet, gap }) => {
    if (!mark) return quiet ?? gap;
    return `${mark.way} ${mark.what || `${mark.event.bytes} B`}`;
  });
}

test("silence and missing events are rows of their own", () => {
  const { model, take } = make();
  take([event(1, "accept", { conn: 1 }), event(2, "read", { conn: 1, bytes: 3 })], 0);
  take([event(3, "write", { conn: 1, bytes: 3, ms: 7702 })], 0);
  take([event(10, "close", { conn: 1, ms: 7710 })], 6);
  assert.deepEqual(words(model), [
    "in accept",
    "in 3 B",
    "7.7 s quiet",
    "out 3 B",
    "6 events skipped: too fast to keep",
    "out close",
  ]);
});

test("a filter keeps the server's own events, and counts the silence of those left", () => {
  const { model, take } = make();
  take(
    [
      event(1, "listening"),
      event(2, "accept", { conn: 1 }),
      event(3, "accept", { conn: 2 }),
      event(4, "read", { conn: 2, bytes: 1, ms: 3000 }),
      event(5, "read", { conn: 1, bytes: 2, ms: 4002 }),
    ],
    0,
  );
  const rows = model.rows((conn) => conn === 1);
  const shown = rows.map(({ mark, quiet }) => quiet ?? mark?.event.kind);
  assert.deepEqual(shown, ["listening", "accept", "4.0 s quiet", "read"]);
});

test("a flood is counted, and the rows are bounded", () => {
  const { model, take } = make();
  const many = 100_000;
  for (let seq = 1; seq <= many; seq += 500) {
    take(
      Array.from({ length: 500 }, (_, i) => event(seq + i, "read", { conn: 1, bytes: 1, ms: 1 })),
      0,
    );
  }
  const rows = model.rows();
  assert.equal(model.markCount, many);
  assert.equal(rows.length, MAX_ROWS);
  assert.equal(rows.at(-1)?.id, many);
  assert.ok(model.events.length <= MAX_EVENTS * 1.25);
  assert.equal(model.states.connections.get(1)?.bytesIn, many);
});

test("a repeated event is applied once", () => {
  const { model, take } = make();
  take([event(1, "accept", { conn: 1 }), event(2, "read", { conn: 1, bytes: 1 })], 0);
  take([event(2, "read", { conn: 1, bytes: 1 }), event(3, "close", { conn: 1 })], 0);
  assert.deepEqual(words(model), ["in accept", "in 1 B", "out close"]);
});

test("after a clear nothing is shown, and the states stay", () => {
  const { model, take } = make();
  const source = { file: "server.go", line: 31 };
  take(
    [event(1, "accept", { conn: 1 }), event(2, "waiting", { conn: 1, call: "read", source })],
    0,
  );
  model.clear();
  assert.deepEqual(words(model), []);
  assert.equal(model.states.waits().get("server.go:31")?.connections, 1);
  take([event(3, "read", { conn: 1, bytes: 9 })], 0);
  assert.deepEqual(words(model), ["in 9 B"]);
});

test("the time that a call had waited", () => {
  const { model, take } = make();
  const read = event(4, "read", { conn: 1, bytes: 1, ms: 1500 });
  const immediate = event(5, "read", { conn: 1, bytes: 1, ms: 1501 });
  take(
    [
      event(1, "accept", { conn: 1, ms: 0 }),
      event(2, "waiting", { conn: 1, call: "read", ms: 10 }),
      event(3, "write", { conn: 1, bytes: 4, ms: 20 }),
      read,
      immediate,
    ],
    0,
  );
  assert.equal(model.waited(read), 1490);
  assert.equal(model.waited(immediate), null);
});

test("the records around an event are those of its connection, or of none", () => {
  const { model, take } = make();
  const read = event(3, "read", { conn: 1, bytes: 1, ms: 100 });
  take(
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
  const mark = markOf(read);
  assert.ok(mark);
  const messages = model.recordsAt(mark).map(({ message }) => message);
  assert.deepEqual(messages, ["received", "of nobody"]);
});

test("rows are in order, bounded, and end with the newest mark", () => {
  const kind = fc.constantFrom("read", "write", "log", "waiting", "accept");
  const one = fc.record({ kind, conn: fc.integer({ min: 1, max: 3 }), gap: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (list, max) => {
      const { model, take } = make();
      let seq = 0;
      for (const { kind, conn, gap } of list) {
        seq += gap + 1;
        take([event(seq, kind, { conn, bytes: 1, ms: seq * 900 })], gap);
      }
      const rows = model.rows(() => true, max);
      const ids = rows.map(({ id }) => id);
      assert.deepEqual(
        ids,
        [...new Set(ids)].sort((a, b) => a - b),
      );
      assert.ok(rows.length <= max + 2, "a mark may bring a silence and a gap with it");
      for (const row of rows) {
        assert.equal([row.mark, row.quiet, row.gap].filter((part) => part !== undefined).length, 1);
      }
      const newest = model.events.findLast((event) => markOf(event));
      const shown = rows.findLast(({ mark }) => mark);
      if (shown || rows.length < max) assert.equal(shown?.id, newest?.seq);
    }),
  );
});
