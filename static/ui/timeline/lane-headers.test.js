import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { LaneHeaders, laneHeaders } from "./lane-headers.js";
import { contextOf, EXCHANGE, event, modelOf, SOURCE, START } from "./test-run.js";

const TIME = { now: START + 5000, listening: true, lost: false };

/**
 * @param {Parameters<typeof modelOf>[0]} events
 * @param {Partial<typeof TIME>} [time]
 */
function headersOf(events, time = {}) {
  const { model } = modelOf(events);
  const { context, lanes } = contextOf(model);
  return {
    layout: context.layout,
    headers: laneHeaders(lanes, context.layout, model.states, { ...TIME, ...time }),
  };
}

const WAITING = [
  ...EXCHANGE.slice(0, 2),
  event(8, "waiting", { conn: 1, call: "read", source: SOURCE, ms: 1000 }),
];

test("each client has a header, and the server the last one", () => {
  const { headers } = headersOf(WAITING);
  assert.deepEqual(
    headers.map(({ name, status }) => [name, status.word, status.time]),
    [
      ["A", "waiting in Read", "4 s"],
      ["Server", "running", ""],
    ],
  );
});

test("while the lab cannot be reached, no state is claimed but that of closed connections", () => {
  const words = (/** @type {Parameters<typeof headersOf>[0]} */ events) =>
    headersOf(events, { lost: true }).headers.map(({ status }) => status.word);
  assert.deepEqual(words(WAITING), ["not known", "not known"]);
  assert.deepEqual(words(EXCHANGE), ["closed", "not known"]);
});

test("a server that does not listen has stopped", () => {
  const { headers } = headersOf(EXCHANGE, { listening: false });
  assert.equal(headers.at(-1)?.status.word, "stopped");
});

/**
 * @param {number} gap
 * @param {ReturnType<typeof headersOf>} drawn
 */
function draw(gap, { headers, layout }) {
  const view = new LaneHeaders();
  view.draw(headers, { ...layout, gap });
  const group = view.element.querySelector("[data-lane=A]");
  return { view, group, texts: [...(group?.querySelectorAll("text") ?? [])] };
}

test("a header has less text where lanes are closer", () => {
  const text = (/** @type {number} */ gap) =>
    draw(gap, headersOf(WAITING)).texts.map(({ textContent }) => textContent);
  assert.deepEqual(text(200), ["Awaiting in Read", "server.go:31, 4 s"]);
  assert.deepEqual(text(100), ["ARead", ":31 4 s"]);
  assert.deepEqual(text(40), ["A", "Read"]);
});

test("its label has the whole status in any width", () => {
  for (const gap of [200, 100, 40]) {
    const { group } = draw(gap, headersOf(WAITING));
    assert.equal(group?.getAttribute("aria-label"), "A: waiting in Read, server.go:31, 4 s");
    assert.equal(group?.getAttribute("data-hue"), "0");
  }
});

test("a deadline is a bar of the time left, which makes the headers taller", () => {
  const deadline = new Date(START + 9000).toISOString();
  const read = event(8, "waiting", { conn: 1, call: "read", deadline, ms: 1000 });
  const { view, group } = draw(200, headersOf([...EXCHANGE.slice(0, 2), read]));
  const widths = [...(group?.querySelectorAll("rect") ?? [])].map((rect) =>
    Number(rect.getAttribute("width")),
  );
  assert.deepEqual(widths, [44, 22]);
  assert.equal(group?.querySelector(".tl-left")?.textContent, "4 s left");
  const plain = draw(200, headersOf(WAITING)).view;
  assert.ok(
    Number(view.element.getAttribute("height")) > Number(plain.element.getAttribute("height")),
  );
});

test("headers that have not changed are not drawn again", () => {
  const { headers, layout } = headersOf(WAITING);
  const view = new LaneHeaders();
  view.draw(headers, layout);
  const first = view.element.firstChild;
  view.draw(structuredClone(headers), layout);
  assert.equal(view.element.firstChild, first);
  view.draw(headers, { ...layout, width: layout.width + 1 });
  assert.notEqual(view.element.firstChild, first);
});

test("a lane's head has TCP's states in small type, and the server's alone where it is narrow", () => {
  const { model } = modelOf(WAITING);
  const { context, lanes } = contextOf(model);
  const end = (/** @type {string} */ state) => ({ state, since: 0, stays: state === "CLOSE_WAIT" });
  const tcp = {
    at: (/** @type {string} */ peer) => ({
      conn: 1,
      peer,
      server: end("CLOSE_WAIT"),
      client: end("FIN_WAIT2"),
    }),
  };
  const headers = laneHeaders(lanes, context.layout, model.states, { ...TIME, tcp });
  const view = new LaneHeaders();
  view.draw(headers, { ...context.layout, gap: 200 });
  const text = () => view.element.querySelector(".tl-tcp")?.lastChild?.textContent;
  assert.equal(text(), "⚠ FIN_WAIT2/CLOSE_WAIT");
  const label =
    view.element.querySelector("[data-lane='A']")?.getAttribute("aria-description") ?? "";
  assert.match(label, /At the server’s: CLOSE_WAIT/);
  view.draw(headers, { ...context.layout, gap: 100 });
  assert.equal(text(), "⚠ CLOSE_WAIT");
  view.draw(headers, { ...context.layout, gap: 50 });
  assert.equal(text(), undefined);
});
