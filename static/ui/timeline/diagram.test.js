import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Diagram } from "./diagram.js";
import { contextOf, EXCHANGE, event, modelOf } from "./test-run.js";

/** @import { TimelineModel } from "./timeline-model.js" */

/**
 * @param {Diagram} diagram
 * @param {TimelineModel} model
 * @param {{ width?: number, max?: number }} [options]
 */
function draw(diagram, model, { width = 800, max } = {}) {
  const { context, lanes } = contextOf(model, { width });
  diagram.draw(
    model.rows(() => true, max),
    lanes,
    context,
  );
}

/** @param {Diagram} diagram */
const rows = (diagram) => [...diagram.element.querySelectorAll(".tl-row")];

/** @param {Diagram} diagram */
const ids = (diagram) => rows(diagram).map((row) => Number(row.getAttribute("data-id")));

test("new rows are added, and those that are drawn stay as they are", () => {
  const diagram = new Diagram();
  const { model, apply } = modelOf(EXCHANGE.slice(0, 3));
  draw(diagram, model);
  const before = rows(diagram);
  assert.deepEqual(ids(diagram), [1, 2, 3]);
  assert.ok(before.at(-1)?.matches(".is-newest"));
  apply(EXCHANGE.slice(3));
  draw(diagram, model);
  assert.deepEqual(rows(diagram).slice(0, 3), before);
  assert.deepEqual(ids(diagram), [1, 2, 3, 5, 6, 7]);
  assert.equal(diagram.element.querySelectorAll(".is-newest").length, 1);
});

test("rows are drawn again where the lanes have moved, and after a reset", () => {
  const diagram = new Diagram();
  const { model } = modelOf(EXCHANGE);
  draw(diagram, model);
  const [first] = rows(diagram);
  draw(diagram, model);
  assert.equal(rows(diagram)[0], first);
  draw(diagram, model, { width: 700 });
  const [moved] = rows(diagram);
  assert.notEqual(moved, first);
  diagram.reset();
  assert.deepEqual(rows(diagram), []);
  draw(diagram, model, { width: 700 });
  assert.notEqual(rows(diagram)[0], moved);
});

test("old rows are removed, and the rest stays in place and in order", () => {
  const batch = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(batch, fc.integer({ min: 2, max: 12 }), (batches, max) => {
      const diagram = new Diagram();
      const { model, apply } = modelOf(EXCHANGE.slice(0, 2));
      let seq = 2;
      for (const count of batches) {
        const events = Array.from({ length: count }, () =>
          event(++seq, "read", { conn: 1, bytes: 1, ms: 2 }),
        );
        apply(events);
        draw(diagram, model, { max });
        const drawn = ids(diagram);
        assert.deepEqual(
          drawn,
          [...drawn].sort((a, b) => a - b),
        );
        assert.ok(drawn.length <= max);
        assert.equal(drawn.at(-1), seq);
        const height = Number(diagram.element.getAttribute("height"));
        assert.equal(height, drawn.length * 22 + 6);
      }
    }),
    { numRuns: 30 },
  );
});

test("a lane is a strong line while its connection is open", () => {
  const diagram = new Diagram();
  const open = (/** @type {TimelineModel} */ model) => {
    draw(diagram, model);
    return diagram.element.querySelector(".tl-open")?.getAttribute("d") ?? "";
  };
  const { model, apply } = modelOf(EXCHANGE.slice(0, 3));
  assert.match(open(model), /V72$/, "to the end, three rows of 22 px and an edge");
  apply(EXCHANGE.slice(3));
  const closed = open(model);
  assert.match(closed, /^M[\d.]+ 37V125$/, "from the accept to the close");
  apply([event(8, "accept", { conn: 2, peer: "127.0.0.1:5001" })]);
  assert.equal(open(model).match(/M/g)?.length, 2, "a second connection of the same client");
});

test("the row of a node is found, and none for what lies between", () => {
  const diagram = new Diagram();
  const { model } = modelOf([...EXCHANGE, event(20, "read", { conn: 1, bytes: 1, ms: 60_000 })]);
  draw(diagram, model);
  const node = diagram.element.querySelector("[data-id='3'] .tl-label");
  assert.equal(diagram.at(node)?.row.id, 3);
  assert.equal(diagram.at(diagram.element.querySelector(".tl-quiet")), undefined);
  assert.equal(diagram.at(null), undefined);
  assert.equal(diagram.find(5)?.row.mark?.event.kind, "write");
  assert.ok(diagram.marks.length < rows(diagram).length);
});
