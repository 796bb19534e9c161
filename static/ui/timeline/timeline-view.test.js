import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { startedSession } from "../fake-lab.js";
import { addToPage, buttonNamed, nextFrame, press, setSize, testSignal } from "../test-dom.js";
import { EXCHANGE, event, SOURCE } from "./test-run.js";
import { TimelineView } from "./timeline-view.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
async function make(t) {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { session, far } = await startedSession();
  const source = {
    waits: new Map(),
    lit: /** @type {unknown} */ (undefined),
    shown: /** @type {string[]} */ ([]),
    showWaits: (/** @type {Map<string, unknown>} */ waits) => {
      source.waits = waits;
    },
    light: (/** @type {unknown} */ line) => {
      source.lit = line;
    },
    show: (/** @type {string} */ file, /** @type {number} */ line) => {
      source.shown.push(`${file}:${line}`);
      return true;
    },
  };
  const host = addToPage(t, h("div"));
  const view = new TimelineView(host, session, /** @type {any} */ (source), null, testSignal(t));
  const scroll = /** @type {Element} */ (host.querySelector(".tl-scroll"));
  setSize(scroll, { clientWidth: 800 });
  /** Draws what is due. */
  const draw = () => {
    t.mock.timers.tick(500);
    nextFrame();
    t.mock.timers.tick(500);
  };
  draw();
  const ids = (selector = ".tl-event") =>
    [...host.querySelectorAll(selector)].map((row) => row.getAttribute("data-id"));
  const text = (/** @type {string} */ selector) => host.querySelector(selector)?.textContent ?? "";
  const element = (/** @type {string} */ selector) => {
    const found = host.querySelector(selector);
    assert.ok(found instanceof HTMLElement || found instanceof Element, selector);
    return /** @type {HTMLElement} */ (found);
  };
  const click = (/** @type {string} */ selector) =>
    element(selector).dispatchEvent(new Event("click", { bubbles: true, cancelable: true }));
  return { session, far, source, host, view, draw, ids, text, element, click };
}

test("events are drawn, and the lines at which connections wait are shown", async (t) => {
  const { far, source, draw, ids, text, element } = await make(t);
  assert.match(text(".tl-empty"), /As soon as a client is here/);
  far.stream.batch([...EXCHANGE.slice(0, 3)], 0);
  far.stream.batch([event(8, "waiting", { conn: 1, call: "read", source: SOURCE })], 4);
  draw();
  assert.deepEqual(ids(), ["1", "2", "3"]);
  assert.ok(element(".tl-empty").hidden);
  assert.equal(source.waits.get("server/echo/server.go:31")?.connections, 1);
  assert.equal(text(".tl-note"), "4 were skipped: too fast to keep.");
});

test("a pause holds the rows, and counts what comes", async (t) => {
  const { far, host, draw, ids } = await make(t);
  far.stream.batch(EXCHANGE.slice(0, 3), 0);
  draw();
  buttonNamed(host, "Pause").click();
  far.stream.batch(EXCHANGE.slice(3), 0);
  draw();
  assert.deepEqual(ids(), ["1", "2", "3"]);
  buttonNamed(host, "Go on (3)").click();
  draw();
  assert.deepEqual(ids(), ["1", "2", "3", "5", "6", "7"]);
});

test("a clear removes the rows, and a new run begins again", async (t) => {
  const { session, far, host, draw, ids } = await make(t);
  far.stream.batch(EXCHANGE, 0);
  draw();
  buttonNamed(host, "Clear").click();
  draw();
  assert.deepEqual(ids(), []);
  far.stream.batch([event(8, "accept", { conn: 2, peer: "127.0.0.1:9" })], 0);
  draw();
  assert.deepEqual(ids(), ["8"]);
  await session.restart();
  far.stream.batch([event(1, "accept", { conn: 2, peer: "127.0.0.1:9" })], 0);
  draw();
  assert.deepEqual(ids(), ["1"]);
});

test("a pinned event opens the detail and lights its line, until Escape", async (t) => {
  const { far, source, draw, text, element, click } = await make(t);
  far.stream.batch(EXCHANGE, 0);
  draw();
  assert.ok(element(".tl-detail").hidden);
  click("[data-id='3'] .tl-hit");
  draw();
  assert.equal(element(".tl-detail").hidden, false);
  assert.match(text(".tl-detail"), /6 B/);
  assert.deepEqual(source.lit, SOURCE);
  click(".tl-detail .log-source");
  assert.deepEqual(source.shown, ["server.go:31"]);
  press(element(".tl-detail"), "Escape");
  draw();
  assert.ok(element(".tl-detail").hidden);
  assert.equal(source.lit, undefined);
});

test("the detail follows the newest event if it is to, until one is pinned", async (t) => {
  const { far, host, draw, text, click } = await make(t);
  far.stream.batch(EXCHANGE.slice(0, 3), 0);
  draw();
  click("[data-id='2'] .tl-hit");
  draw();
  buttonNamed(host, "Newest").click();
  draw();
  assert.match(text(".tl-detail"), /Read returned/);
  far.stream.batch(EXCHANGE.slice(3), 0);
  draw();
  assert.match(text(".tl-detail"), /closed the connection/);
  click("[data-id='3'] .tl-hit");
  draw();
  assert.equal(buttonNamed(host, "Newest").getAttribute("aria-pressed"), "false");
});

test("the table shows the same events, and states in place of headers", async (t) => {
  const { far, host, draw, ids, text } = await make(t);
  far.stream.batch(EXCHANGE, 0);
  draw();
  buttonNamed(host, "Table").click();
  draw();
  assert.equal(host.dataset.view, "table");
  assert.deepEqual(ids("tbody tr"), ["1", "2", "3", "5", "6", "7"]);
  assert.match(text(".tl-states"), /Server running/);
});

test("while the lab cannot be reached, no waits are shown", async (t) => {
  const { far, source, draw } = await make(t);
  far.stream.batch([event(1, "waiting", { call: "accept", source: SOURCE })], 0);
  draw();
  assert.equal(source.waits.size, 1);
  far.stream.link("reconnecting");
  draw();
  assert.equal(source.waits.size, 0);
});
