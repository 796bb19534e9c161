import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MAX_PER_CLASS, RecordStore } from "./record-store.js";

/** @import { LabEvent } from "../transport/transport.js" */

let id = 0;

/**
 * @param {number} count
 * @param {Partial<LabEvent>} event
 */
function entries(count, event) {
  return Array.from({ length: count }, () => {
    id++;
    return { id, event: { seq: id, at: "", kind: "log", ...event } };
  });
}

test("a warning outlives a flood of lower records, and so does an accept", () => {
  const store = new RecordStore();
  store.push(entries(1, { level: "WARN", message: "lost" }));
  store.push(entries(1, { kind: "accept" }));
  store.push([{ id: ++id, run: "" }]);
  for (let turn = 0; turn < 50; turn++) store.push(entries(200, { level: "INFO" }));
  const all = store.all();
  assert.equal(all.length, MAX_PER_CLASS + 3);
  assert.equal(all[0]?.event?.message, "lost");
  assert.equal(all[1]?.event?.kind, "accept");
  assert.equal(all[2]?.run, "");
  assert.equal(all.at(-1)?.id, id);
});

test("entries are returned in order and bounded, whatever their classes", () => {
  const level = fc.constantFrom("DEBUG", "INFO", "INFO+2", "WARN", "ERROR+1");
  const batch = fc.record({ level, count: fc.nat(700) });
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 12 }), (batches) => {
      const store = new RecordStore();
      const pushed = batches.flatMap(({ level, count }) => {
        const some = entries(count, { level });
        store.push(some);
        return some;
      });
      const ids = store.all().map((entry) => entry.id);
      const kept = new Set(ids);
      assert.deepEqual(
        ids,
        pushed.map((entry) => entry.id).filter((one) => kept.has(one)),
      );
      for (const important of [true, false]) {
        const ofClass = pushed.filter(
          ({ event }) => /^(WARN|ERROR)/.test(event.level ?? "") === important,
        );
        const newest = ofClass.slice(-MAX_PER_CLASS);
        assert.ok(newest.every((entry) => kept.has(entry.id)));
        assert.equal(ofClass.filter((entry) => kept.has(entry.id)).length, newest.length);
      }
    }),
    { numRuns: 30 },
  );
});
