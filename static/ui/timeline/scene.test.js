import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MAX_LANES } from "./lanes.js";
import { compose, omissions } from "./scene.js";
import { EXCHANGE, event, modelOf, ownerOf } from "./test-run.js";

/** @import { TimelineModel } from "./timeline-model.js" */

/**
 * @param {TimelineModel} model
 * @param {Partial<Parameters<typeof compose>[1]>} [options]
 */
const scene = (model, options = {}) =>
  compose(model, { width: 800, only: "", frozen: null, owner: ownerOf, tls: false, ...options });

const TWO_CLIENTS = [
  ...EXCHANGE,
  event(8, "accept", { conn: 2, peer: "127.0.0.1:5002" }),
  event(9, "read", { conn: 2, bytes: 3 }),
  event(10, "accept", { conn: 3, peer: "127.0.0.1:7000" }),
];

test("a lane for each client, and for each connection from outside the page", () => {
  const { lanes, all, more } = scene(modelOf(TWO_CLIENTS).model);
  assert.deepEqual(
    lanes.map(({ name }) => name),
    ["A", "B", ":7000"],
  );
  assert.deepEqual([all.length, more], [3, 0]);
});

test("one client alone has its lane and rows, and those of the server", () => {
  const { lanes, all, rows } = scene(modelOf(TWO_CLIENTS).model, { only: "B" });
  assert.deepEqual(
    lanes.map(({ key }) => key),
    ["B"],
  );
  assert.ok(
    all.some(({ key }) => key === "B"),
    "it can still be chosen",
  );
  assert.deepEqual(
    rows.map(({ mark }) => mark?.seq),
    [1, 8, 9],
  );
});

test("frozen rows are shown in place of newer ones", () => {
  const { model, apply } = modelOf(EXCHANGE);
  const frozen = scene(model).rows;
  apply([event(8, "accept", { conn: 2, peer: "127.0.0.1:5002" })]);
  assert.deepEqual(scene(model, { frozen }).rows, frozen);
});

test("it knows whether a Write of the server waits", () => {
  const { model, apply } = modelOf(EXCHANGE.slice(0, 2));
  assert.equal(scene(model).writeWaits, false);
  apply([event(8, "waiting", { conn: 1, call: "write" })]);
  assert.equal(scene(model).writeWaits, true);
  apply([event(9, "close", { conn: 1 })]);
  assert.equal(scene(model).writeWaits, false);
});

test("every row has a lane that is drawn, however many clients there are", () => {
  const accept = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(fc.array(accept, { maxLength: 80, size: "max" }), (conns) => {
      const events = conns.map((conn, i) =>
        event(i + 1, "read", { conn, peer: `127.0.0.1:${6000 + conn}`, bytes: 1 }),
      );
      const { lanes, rows, more, context } = scene(modelOf(events).model);
      assert.ok(lanes.length <= MAX_LANES);
      assert.equal(lanes.length + more, new Set(conns).size);
      for (const { mark } of rows) {
        if (!mark) continue;
        const { key } = context.lane(mark.conn);
        assert.ok(context.layout.lanes.has(key), `${key} has no position`);
      }
    }),
    { numRuns: 50 },
  );
});

test("the notes name what is left out, and only that", () => {
  const { model, apply } = modelOf(EXCHANGE);
  const all = { marks: model.markCount, partly: false, more: 0 };
  assert.equal(omissions(model, all), "");
  assert.equal(omissions(model, { ...all, marks: 2 }), "The newest 2 of 6 events are drawn.");
  assert.equal(omissions(model, { ...all, marks: 2, partly: true }), "", "on purpose");
  assert.equal(omissions(model, { ...all, more: 4 }), "4 more connections have no lane.");
  apply([event(1008, "read", { conn: 1, bytes: 1 })], 1000);
  const marks = model.markCount;
  assert.equal(omissions(model, { ...all, marks }), "1,000 were skipped: too fast to keep.");
});
