import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../../core/emitter.js";
import { addToPage, nextFrame, testSignal } from "../test-dom.js";
import { TCPPanel } from "./tcp-panel.js";

/** @param {import("node:test").TestContext} t */
function make(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => sessionStorage.clear());
  const session = {
    events: new Emitter(),
    state: "listening",
    clientByPeer: (/** @type {string} */ peer) =>
      peer === "127.0.0.1:5001" ? { letter: "A", index: 0 } : null,
  };
  const watch = {
    events: new Emitter(),
    /** @type {object[]} */
    connections: [],
    /** @type {any[]} */
    viewers: [],
    pokes: 0,
    add: (/** @type {any} */ viewer) => watch.viewers.push(viewer),
    poke: () => watch.pokes++,
  };
  const panel = new TCPPanel(
    /** @type {any} */ (session),
    /** @type {any} */ (watch),
    testSignal(t),
  );
  addToPage(t, panel.element);
  const fold = /** @type {HTMLButtonElement} */ (panel.element.querySelector(".panel-fold"));
  const show = (/** @type {object[]} */ ...connections) => {
    watch.connections = connections;
    watch.events.emit("change", null);
    t.mock.timers.tick(500);
    nextFrame();
    t.mock.timers.tick(500);
  };
  const text = () => panel.element.querySelector(".tcp-content")?.textContent ?? "";
  return { panel, fold, show, text, session, watch };
}

const end = (/** @type {string | undefined} */ state, more = {}) => ({
  state,
  since: Date.now(),
  stays: false,
  ...more,
});

test("it is folded at first, and nobody looks", (t) => {
  const { panel, fold, show, text, watch } = make(t);
  assert.ok(panel.element.hasAttribute("data-folded"));
  assert.equal(watch.viewers[0].looks(), false);
  show({ conn: 1, peer: "127.0.0.1:5001", server: end("ESTABLISHED"), client: end("ESTABLISHED") });
  assert.equal(text(), "", "and nothing is drawn");
  fold.click();
  assert.equal(watch.viewers[0].looks(), true);
  assert.equal(watch.pokes, 1);
  assert.equal(fold.getAttribute("aria-expanded"), "true");
  fold.click();
  assert.equal(watch.viewers[0].looks(), false);
});

test("after a reload it is as it was", (t) => {
  make(t).fold.click();
  t.mock.timers.reset();
  const { panel, fold, watch } = make(t);
  assert.equal(panel.element.hasAttribute("data-folded"), false);
  assert.equal(watch.pokes, 1);
  fold.click();
  t.mock.timers.reset();
  assert.ok(make(t).panel.element.hasAttribute("data-folded"));
});

test("both ends have state, facts and what it means", (t) => {
  const { fold, show, text } = make(t);
  fold.click();
  show({
    conn: 1,
    peer: "127.0.0.1:5001",
    server: end("CLOSE_WAIT", { stays: true, queues: { receive: 5, send: 0 } }),
    client: end("FIN_WAIT2", { path: { roundTrip: 41, retransmissions: 0, window: 0 } }),
  });
  assert.match(
    text(),
    /^AClient’s end FIN_WAIT2 for 0 s.*round trip41 µs.*window0 B.*Server’s end ⚠ CLOSE_WAIT/,
  );
  assert.match(text(), /to read5 B.*calls Close/);
});

test("what is missing is not shown, and why", (t) => {
  const { fold, show, text, session } = make(t);
  fold.click();
  assert.match(text(), /^No connection\./);
  show({ conn: 1, peer: "127.0.0.1:5002", server: end(undefined), client: end(undefined) });
  assert.match(text(), /does not tell the states.*:5002/);
  assert.doesNotMatch(text(), /to read|round trip|undefined/);
  session.state = "stopped";
  show();
  assert.equal(text(), "The server does not run.");
});

test("a connection that waits to be accepted says so", (t) => {
  const { fold, show, text } = make(t);
  fold.click();
  show({ peer: "127.0.0.1:5001", server: end("ESTABLISHED"), client: end("ESTABLISHED") });
  assert.match(text(), /The program has not accepted it yet\./);
});
