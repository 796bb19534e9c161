import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../../core/emitter.js";
import { addToPage, testSignal } from "../test-dom.js";
import { GoroutinePanel } from "./goroutine-panel.js";

/** @import { TestContext } from "node:test" */

const READ = {
  count: 2,
  function: "echo",
  source: { file: "server.go", line: 68 },
  wait: "read",
  doing: "Read",
  stack: [{ function: "handle", source: { file: "server.go", line: 56 } }],
  conns: [1, 2],
  waited: 12_300,
};
const LEFT = {
  count: 1,
  function: "watch",
  source: { file: "server.go", line: 90 },
  wait: "channel receive",
  doing: "chan receive",
  started: { function: "handle", source: { file: "server.go", line: 50 } },
  conns: [3],
  leftOver: "connection",
};

/** @param {TestContext} t */
function make(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => sessionStorage.clear());
  /** @type {unknown[]} */
  const shown = [];
  const session = {
    events: new Emitter(),
    history: { events: [{ conn: 1, peer: "127.0.0.1:5001" }] },
    state: "listening",
    /** @type {object | null} */
    report: { count: 2, leftOver: 0, groups: [READ] },
    asked: 0,
    async goroutines() {
      session.asked++;
      return session.report;
    },
    clientByPeer: (/** @type {string} */ peer) => (peer ? { letter: "A", index: 0 } : null),
  };
  const source = { show: (/** @type {unknown[]} */ ...args) => shown.push(args) };
  const panel = new GoroutinePanel(
    /** @type {any} */ (session),
    /** @type {any} */ (source),
    testSignal(t),
  );
  addToPage(t, panel.element);
  const { element } = panel;
  const fold = /** @type {HTMLButtonElement} */ (element.querySelector(".panel-fold"));
  const settle = async () => {
    for (let i = 0; i < 10; i++) await null;
  };
  const next = async () => {
    t.mock.timers.tick(1000);
    await settle();
  };
  const text = (selector = ".gp-content") =>
    [...element.querySelectorAll(selector)].map((one) => one.textContent).join("|");
  return { element, fold, session, settle, next, text, shown };
}

test("it is folded at first, and asks nothing", async (t) => {
  const { element, fold, session, next } = make(t);
  assert.ok(element.hasAttribute("data-folded"));
  session.events.emit("run", null);
  await next();
  assert.equal(session.asked, 0);
  fold.click();
  assert.equal(session.asked, 1);
  assert.equal(fold.getAttribute("aria-expanded"), "true");
});

test("a group has its number, line, wait, time and connections", async (t) => {
  const { element, fold, settle, text, shown } = make(t);
  fold.click();
  await settle();
  assert.equal(text(".gp-count"), "2 goroutines");
  assert.equal(text(".gp-number"), "2 ×");
  assert.equal(text(".gp-wait"), "waits in Read: nothing has come, for up to 12 sAconnection 2");
  assert.equal(text(".gp-group details li"), "called by handle server.go:56");
  const link = /** @type {HTMLAnchorElement} */ (element.querySelector(".gp-group a"));
  assert.equal(link.textContent, "server.go:68");
  link.click();
  assert.deepEqual(shown, [["server.go", 68]]);
});

test("left over ones are marked, with why", async (t) => {
  const { element, fold, session, settle, text } = make(t);
  session.report = { count: 3, leftOver: 1, groups: [LEFT, READ], moreGroups: 4 };
  fold.click();
  await settle();
  assert.equal(text(".gp-count"), "3 goroutines 1 left over");
  assert.match(text(".gp-left-over"), /closed the connection/);
  assert.equal(text(".gp-more"), "… and 4 more places");
  assert.match(text(".gp-group:first-child details li"), /started by handle/);
  assert.ok(element.querySelector(".gp-left"), "the graph has a line for them");
});

test("an open stack stays open, and the focus in the list", async (t) => {
  const { element, fold, session, settle, next } = make(t);
  fold.click();
  await settle();
  const details = () => /** @type {HTMLDetailsElement} */ (element.querySelector("details"));
  details().open = true;
  details().dispatchEvent(new Event("toggle"));
  const summary = /** @type {HTMLElement} */ (details().querySelector("summary"));
  summary.focus();
  session.report = { count: 3, leftOver: 0, groups: [{ ...READ, count: 3 }] };
  await next();
  assert.ok(details().open);
  assert.equal(document.activeElement, details().querySelector("summary"));
});

test("what is said where there is no list", async (t) => {
  const { fold, session, settle, next, text } = make(t);
  session.report = null;
  session.state = "none";
  fold.click();
  await settle();
  assert.equal(text(".gp-note"), "The server does not run.");
  session.state = "listening";
  session.report = { count: 0, leftOver: 0, groups: [], problem: "Too many." };
  session.events.emit("change", null);
  await settle();
  assert.equal(text(".gp-note"), "Too many.");
  session.report = { count: 0, leftOver: 0, groups: [] };
  await next();
  assert.equal(text(".gp-note"), "No goroutine is left.");
});
