import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EventHistory, indexOfSeq, MAX_EVENTS } from "./event-history.js";

/**
 * @param {number} seq
 * @param {string} [kind]
 */
const event = (seq, kind = "read") => ({ seq, at: "", kind });

test("overlapping batches are stored once and in order", () => {
  const batch = fc.record({ back: fc.nat(5), length: fc.nat(8) });
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 30 }), (batches) => {
      const history = new EventHistory();
      /** @type {number[]} */
      const returned = [];
      for (const { back, length } of batches) {
        const from = Math.max(1, history.last + 1 - back);
        const events = Array.from({ length }, (_, i) => event(from + i));
        returned.push(...history.add(events, 0).events.map(({ seq }) => seq));
      }
      const all = Array.from({ length: history.last }, (_, i) => i + 1);
      assert.deepEqual(returned, all);
      assert.deepEqual(
        history.events.map(({ seq }) => seq),
        all,
      );
    }),
  );
});

test("the newest events are stored, and no more than the limit allows", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4000 }), { maxLength: 12 }), (lengths) => {
      const history = new EventHistory();
      for (const length of lengths) {
        const from = history.last + 1;
        history.add(
          Array.from({ length }, (_, i) => event(from + i)),
          0,
        );
      }
      assert.ok(history.events.length <= MAX_EVENTS * 1.25);
      assert.ok(history.events.length >= Math.min(history.last, MAX_EVENTS));
      assert.equal(history.events.at(-1)?.seq ?? 0, history.last);
    }),
    { numRuns: 20 },
  );
});

test("an index is found where numbers are missing", () => {
  const history = new EventHistory();
  history.add([event(2), event(3), event(7)], 1);
  assert.deepEqual(
    [0, 2, 3, 4, 7, 8].map((seq) => indexOfSeq(history.events, seq)),
    [0, 0, 1, 2, 2, 3],
  );
  const after = (/** @type {number} */ seq) => history.after(seq).map((one) => one.seq);
  assert.deepEqual(after(0), [2, 3, 7]);
  assert.deepEqual(after(2), [3, 7]);
  assert.deepEqual(after(5), [7]);
  assert.deepEqual(after(7), []);
});

test("the log has records, accepts, closes and ends, and how many were skipped", () => {
  const history = new EventHistory();
  const kinds = ["listening", "accept", "read", "log", "write", "close", "stopped"];
  const { entries } = history.add(
    kinds.map((kind, i) => event(i + 5, kind)),
    4,
  );
  const words = entries.map((entry) => entry.event?.kind ?? entry.skipped);
  assert.deepEqual(words, [4, "accept", "log", "close", "stopped"]);
  assert.deepEqual(history.records(), entries);
});

test("a new run begins its events again; the lines of the log stay", () => {
  const history = new EventHistory();
  history.beginRun("");
  history.add([event(1, "log"), event(2, "log")], 0);
  const line = history.beginRun("In this tab");
  assert.deepEqual(line, { id: 4, run: "In this tab" });
  assert.deepEqual([history.events.length, history.last], [0, 0]);
  history.add([event(1, "log")], 0);
  const entries = history.records();
  assert.deepEqual(
    entries.map(({ id }) => id),
    [1, 2, 3, 4, 5],
  );
  assert.equal(entries.at(-1)?.event?.seq, 1);
});

test("a line knows the version of its run", () => {
  const history = new EventHistory();
  const own = /** @type {any} */ ({ kind: "own", label: "your version", files: {} });
  history.beginRun("", own);
  const [first] = history.add([event(1, "log")], 0).entries;
  history.beginRun("");
  const [second] = history.add([event(1, "log")], 0).entries;
  assert.equal(history.versionOf(first?.id ?? 0), own);
  assert.equal(history.versionOf(second?.id ?? 0), null);
  assert.equal(history.versionOf(99), null);
});
