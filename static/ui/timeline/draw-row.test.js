import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { drawRow } from "./draw-row.js";
import { base64, contextOf, event, modelOf, SOURCE } from "./test-run.js";

/** @import { LabEvent } from "../../transport/transport.js" */

const ACCEPTS = [
  event(1, "accept", { conn: 1, peer: "127.0.0.1:5001" }),
  event(2, "accept", { conn: 2, peer: "127.0.0.1:5002" }),
  event(3, "accept", { conn: 3, peer: "127.0.0.1:7000" }),
];

/**
 * Draws the row of one event. Client A is on the left of the server, :7000 on the right.
 * @param {LabEvent} of
 * @param {{ width?: number, tls?: boolean }} [options]
 */
function draw(of, options) {
  const { model } = modelOf([...ACCEPTS, of]);
  const { context } = contextOf(model, options);
  const row = model.rows().find(({ id }) => id === of.seq);
  assert.ok(row);
  return { group: drawRow(row, context), context };
}

/**
 * @param {Element} group
 * @param {string} selector
 */
const text = (group, selector) => group.querySelector(selector)?.textContent;

const read = (/** @type {Partial<LabEvent>} */ more) => event(9, "read", { conn: 1, ...more });

test("bytes are an arrow with size and text, and the line on the other side", () => {
  const { group, context } = draw(read({ bytes: 6, data: base64("hello\n"), source: SOURCE }));
  assert.ok(group.matches(".tl-event.is-bytes"));
  assert.equal(text(group, ".tl-label"), "6 B hello⏎");
  const line = group.querySelector(".tl-line");
  assert.equal(line?.textContent, ":31");
  assert.ok(Number(line?.getAttribute("x")) > context.layout.server, "the client is on the left");
  assert.equal(group.getAttribute("data-hue"), "0");
  assert.equal(group.getAttribute("aria-label"), "A → server, 6 B hello⏎, server.go:31");
});

test("an arrow goes from the client to the server, or the other way", () => {
  const ends = (/** @type {Element} */ group) =>
    (group.querySelector(".tl-shaft")?.getAttribute("d") ?? "").match(/[\d.]+(?= )/g)?.map(Number);
  const [from = 0, to = 0] = ends(draw(read({ bytes: 1 })).group) ?? [];
  assert.ok(from < to);
  const [start = 0, end = 0] = ends(draw(event(9, "write", { conn: 1, bytes: 1 })).group) ?? [];
  assert.ok(start > end);
  const [right = 0, server = 0] = ends(draw(event(9, "read", { conn: 3, bytes: 1 })).group) ?? [];
  assert.ok(right > server, "a client on the right");
});

test("a FIN ends in a bar, a reset in a cross", () => {
  const fin = draw(read({ error: "EOF" })).group;
  assert.ok(fin.querySelector(".tl-end"));
  assert.equal(text(fin, ".tl-label"), "⊣ FIN");
  const reset = draw(read({ error: "read: connection reset by peer" })).group;
  assert.ok(reset.querySelector(".tl-cross"));
  assert.equal(text(reset, ".tl-label"), "✕ reset");
});

test("what happens at the server is a chip on the side of the client", () => {
  const { group, context } = draw(event(9, "timeout", { conn: 1, call: "read" }));
  const chip = group.querySelector(".tl-chip");
  const x = Number(chip?.getAttribute("x"));
  assert.equal(text(group, ".tl-chip-text"), "Read timed out");
  assert.ok(x + Number(chip?.getAttribute("width")) < context.layout.server);
});

test("what is about the server reaches over all lanes", () => {
  const { group, context } = draw(event(9, "failed", { error: "boom" }));
  assert.equal(text(group, ".tl-lab"), "failed: boom");
  const width = Number(group.querySelector(".tl-hit")?.getAttribute("width"));
  assert.equal(width, context.layout.width - 8);
});

test("a silence and a gap are texts that cannot be selected", () => {
  const { context } = contextOf(modelOf(ACCEPTS).model);
  const quiet = drawRow({ id: 1.5, quiet: "7.7 s quiet" }, context);
  assert.equal(quiet.textContent, "· · · 7.7 s quiet · · ·");
  const gap = drawRow({ id: 2.5, gap: "6 events skipped" }, context);
  assert.ok(gap.matches(".tl-gap:not(.tl-event)"));
});

test("bytes of TLS are named by their records", () => {
  const { group } = draw(
    read({ bytes: 40, data: base64("secret"), tls: [{ type: "application data", bytes: 40 }] }),
    { tls: true },
  );
  assert.match(text(group, ".tl-label") ?? "", /^application data/);
  assert.doesNotMatch(group.outerHTML, /secret/);
});

test("of many bytes the beginning is shown", () => {
  const { group } = draw(read({ bytes: 5000, data: base64("x".repeat(64)) }));
  assert.match(text(group, ".tl-label") ?? "", /^5,000 B x+…$/);
});

test("whatever the bytes and the width are, a label stays short and ends where it is cut", () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 64, size: "max" });
  fc.assert(
    fc.property(bytes, fc.integer({ min: 240, max: 4000 }), (data, width) => {
      const encoded = btoa(String.fromCharCode(...data));
      const { group } = draw(read({ bytes: data.length, data: encoded }), { width });
      const label = text(group, ".tl-label") ?? "";
      assert.ok(label.length <= 60, `${label.length} characters`);
      const ground = group.querySelector(".tl-ground");
      assert.ok(Number(ground?.getAttribute("width")) > 0);
    }),
    { numRuns: 60 },
  );
});
