import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { laneHeaders } from "./lane-headers.js";
import { Table } from "./table.js";
import { base64, contextOf, EXCHANGE, event, modelOf, START } from "./test-run.js";

/** @import { TimelineModel } from "./timeline-model.js" */

/**
 * @param {Table} table
 * @param {TimelineModel} model
 * @param {{ tls?: boolean, max?: number }} [options]
 */
function draw(table, model, { tls = false, max } = {}) {
  table.draw(
    model.rows(() => true, max),
    contextOf(model, { tls }).context,
  );
  return [...table.content.querySelectorAll("tbody tr")];
}

/** @param {Element | undefined} row */
const cells = (row) => [...(row?.children ?? [])].map(({ textContent }) => textContent);

test("a row has time, route, size, bytes and line", () => {
  const [, , read] = draw(new Table(), modelOf(EXCHANGE).model);
  const [time, ...rest] = cells(read);
  assert.match(time ?? "", /^\d\d:\d\d:05\.003$/);
  assert.deepEqual(rest, ["A → server", "6 B", "hello⏎", "server.go:31"]);
  const link = read?.querySelector("a");
  assert.equal(link?.getAttribute("href"), "#server.go-L31");
  assert.equal(read?.getAttribute("data-hue"), "0");
});

test("silence and gaps are rows of one cell", () => {
  const { model } = modelOf([...EXCHANGE, event(30, "read", { conn: 1, bytes: 1, ms: 9000 })], 22);
  const between = draw(new Table(), model).filter((row) => row.matches(".tl-table-between"));
  assert.deepEqual(between.map(cells), [["9.0 s quiet"], ["22 events skipped: too fast to keep"]]);
});

test("of long data the beginning is shown, of TLS none", () => {
  const data = base64("x".repeat(64));
  const { model } = modelOf([
    ...EXCHANGE.slice(0, 2),
    event(8, "read", { conn: 1, bytes: 500, data }),
  ]);
  assert.equal(cells(draw(new Table(), model).at(-1))[3], `${"x".repeat(48)}…`);
  assert.equal(cells(draw(new Table(), model, { tls: true }).at(-1))[3], "");
});

test("rows that are drawn stay, old ones are removed, and a reset draws all again", () => {
  const table = new Table();
  const { model, apply } = modelOf(EXCHANGE.slice(0, 3));
  const [, second] = draw(table, model);
  apply(EXCHANGE.slice(3));
  const rows = draw(table, model, { max: 5 });
  assert.equal(rows[0], second);
  assert.deepEqual(
    rows.map((row) => row.getAttribute("data-id")),
    ["2", "3", "5", "6", "7"],
  );
  table.reset();
  assert.notEqual(draw(table, model, { max: 5 })[0], second);
});

test("the states are a list of sentences, drawn when they change", () => {
  const table = new Table();
  const { model } = modelOf(EXCHANGE.slice(0, 2));
  const { context, lanes } = contextOf(model);
  const time = { now: START, listening: true, lost: false };
  const drawStates = (/** @type {{ now: number, listening: boolean, lost: boolean }} */ at) => {
    table.drawStates(laneHeaders(lanes, context.layout, model.states, at));
    return [...table.element.querySelectorAll(".tl-states li")];
  };
  const [first] = drawStates(time);
  assert.equal(first?.textContent, "A running");
  assert.equal(drawStates({ ...time, now: START + 5 })[0], first);
  assert.equal(drawStates({ ...time, lost: true })[0]?.textContent, "A not known, no connection");
});
