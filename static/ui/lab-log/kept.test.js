import assert from "node:assert/strict";
import { test } from "node:test";
import { Kept, MOST_OF_A_KIND } from "./kept.js";

let id = 0;

/**
 * @param {number} count
 * @param {Partial<import("../../transport/transport.js").LabEvent>} event
 */
function entries(count, event) {
  return Array.from({ length: count }, () => {
    id++;
    return { id, event: { seq: id, at: "", kind: "log", ...event } };
  });
}

test("a warning outlives a flood of lower records, and so does who came", () => {
  const kept = new Kept();
  kept.push(entries(1, { level: "WARN", message: "lost" }));
  kept.push(entries(1, { kind: "accept" }));
  kept.push([{ id: ++id, text: "a new run" }]);
  for (let turn = 0; turn < 50; turn++) kept.push(entries(200, { level: "INFO" }));
  const all = kept.all();
  assert.equal(all.length, MOST_OF_A_KIND + 3);
  assert.equal(all[0]?.event?.message, "lost");
  assert.equal(all[1]?.event?.kind, "accept");
  assert.equal(all[2]?.text, "a new run");
  assert.equal(all.at(-1)?.id, id);
});

test("they come back in order, however they were kept", () => {
  const kept = new Kept();
  for (const level of ["INFO", "WARN", "ERROR+1", "DEBUG", "INFO"]) {
    kept.push(entries(3, { level }));
  }
  const ids = kept.all().map((entry) => entry.id);
  assert.deepEqual(
    ids,
    [...ids].sort((a, b) => a - b),
  );
  assert.equal(ids.length, 15);
});

test("warnings are bounded too", () => {
  const kept = new Kept();
  for (let turn = 0; turn < 5; turn++) kept.push(entries(1000, { level: "ERROR" }));
  assert.equal(kept.all().length, MOST_OF_A_KIND);
  kept.clear();
  assert.ok(kept.empty);
});
