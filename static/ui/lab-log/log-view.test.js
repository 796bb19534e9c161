import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { FakeLab, fakeSession, fakeTransport } from "../fake-lab.js";
import { addToPage, buttonNamed, nextFrame, testSignal, type } from "../test-dom.js";
import { MAX_ROWS } from "./log-model.js";
import { LogView } from "./log-view.js";

/** @import { TestContext } from "node:test" */

/**
 * @param {TestContext} t
 * @param {number} [transports] how many there are
 */
async function make(t, transports = 1) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const far = new FakeLab();
  const { session } = fakeSession({
    transports: ["host", "tab"].slice(0, transports).map((id) => fakeTransport(id, far)),
  });
  /** @type {string[]} */
  const flashed = [];
  const source = {
    flash: (/** @type {string} */ file, /** @type {number} */ line) =>
      flashed.push(`${file}:${line}`),
    show: () => true,
  };
  const host = addToPage(t, h("div"));
  const view = new LogView(host, session, /** @type {any} */ (source), testSignal(t));
  await session.start();
  const draw = () => {
    nextFrame();
    t.mock.timers.tick(500);
    nextFrame();
    t.mock.timers.tick(500);
  };
  draw();
  const log = (/** @type {string[]} */ ...messages) => {
    for (const message of messages) far.emit({ kind: "log", level: "INFO", message });
  };
  const rows = () =>
    [...host.querySelectorAll(".log-row")].map(
      (row) => (row.querySelector(".log-message") ?? row).textContent,
    );
  const empty = () => {
    const note = host.querySelector(".log-empty");
    return note?.hasAttribute("hidden") ? "" : note?.textContent;
  };
  const field = (/** @type {string} */ selector) =>
    /** @type {HTMLInputElement} */ (host.querySelector(selector));
  return { session, far, host, view, draw, log, rows, empty, field, flashed };
}

test("records are rows, and their lines of source flash", async (t) => {
  const { far, draw, rows, empty, flashed, host } = await make(t);
  assert.equal(empty(), "Nothing logged yet.");
  far.emit(
    { kind: "listening" },
    { kind: "accept", conn: 1, peer: "127.0.0.1:9" },
    { kind: "read", conn: 1, bytes: 4 },
    {
      kind: "log",
      level: "INFO",
      message: "received",
      attrs: { n: 4 },
      source: { file: "server.go", line: 31 },
    },
  );
  draw();
  assert.deepEqual(rows(), ["accepted", "received"]);
  assert.deepEqual(flashed, ["server.go:31"]);
  assert.equal(host.querySelector(".is-newest .log-text")?.textContent, "received n=4");
  assert.equal(empty(), "");
});

test("the filter shows what matches, and all again without it", async (t) => {
  const { log, draw, rows, empty, field } = await make(t);
  log("received", "sent", "received");
  draw();
  type(field(".log-filter"), "sent");
  draw();
  assert.deepEqual(rows(), ["sent"]);
  type(field(".log-filter"), "nothing like it");
  draw();
  assert.equal(empty(), "No record matches the filter.");
  type(field(".log-filter"), "");
  draw();
  assert.deepEqual(rows(), ["received", "sent", "received"]);
});

test("levels and connections can be left out", async (t) => {
  const { far, host, draw, rows, field } = await make(t);
  far.emit(
    { kind: "accept", conn: 1 },
    { kind: "log", level: "INFO", message: "received" },
    { kind: "log", level: "WARN", message: "slow" },
  );
  draw();
  buttonNamed(host, "Connections").click();
  draw();
  assert.deepEqual(rows(), ["received", "slow"]);
  const level = field(".log-level");
  level.value = "WARN";
  level.dispatchEvent(new Event("change"));
  draw();
  assert.deepEqual(rows(), ["slow"]);
});

test("a pause holds rows back, and counts them", async (t) => {
  const { log, host, draw, rows } = await make(t);
  log("one");
  draw();
  buttonNamed(host, "Pause").click();
  log("two", "three");
  draw();
  assert.deepEqual(rows(), ["one"]);
  buttonNamed(host, "Go on (2)").click();
  draw();
  assert.deepEqual(rows(), ["one", "two", "three"]);
  assert.equal(buttonNamed(host, "Pause").getAttribute("aria-pressed"), "false");
});

test("a clear removes the rows", async (t) => {
  const { log, host, draw, rows, empty } = await make(t);
  log("one");
  draw();
  buttonNamed(host, "Clear").click();
  draw();
  assert.deepEqual(rows(), []);
  assert.equal(empty(), "Nothing logged yet.");
  log("two");
  draw();
  assert.deepEqual(rows(), ["two"]);
});

test("a new run is a line between the records, with the transport where there are two", async (t) => {
  for (const [transports, line] of /** @type {const} */ ([
    [1, "a new run"],
    [2, "a new run, at host"],
  ])) {
    const { session, log, draw, rows } = await make(t, transports);
    log("before");
    await session.restart();
    draw();
    assert.deepEqual(rows(), ["before", line]);
    t.mock.timers.reset();
  }
});

test("of a flood the newest rows are drawn", async (t) => {
  const { log, draw, rows } = await make(t);
  log("first");
  draw();
  log(...Array.from({ length: MAX_ROWS + 10 }, (_, i) => `m${i}`));
  draw();
  assert.equal(rows().length, MAX_ROWS);
  assert.equal(rows().at(-1), `m${MAX_ROWS + 9}`);
  log("last");
  draw();
  assert.deepEqual([rows().length, rows().at(-1)], [MAX_ROWS, "last"]);
});

test("skipped events are a line", async (t) => {
  const { far, draw, rows } = await make(t);
  far.stream.batch([{ seq: 9, at: "", kind: "log", message: "later" }], 8);
  draw();
  assert.deepEqual(rows(), [
    "8 events were skipped: they came faster than they can be kept",
    "later",
  ]);
});

test("skips with no shown record between them are one line", async (t) => {
  const { far, draw, rows, host } = await make(t);
  const level = /** @type {HTMLSelectElement} */ (host.querySelector("select"));
  level.value = "WARN";
  level.dispatchEvent(new Event("change"));
  far.stream.batch([{ seq: 9, at: "", kind: "log", level: "INFO", message: "flood" }], 8);
  draw();
  far.stream.batch([{ seq: 20, at: "", kind: "log", level: "INFO", message: "flood" }], 10);
  far.stream.batch([{ seq: 22, at: "", kind: "log", level: "WARN", message: "full" }], 1);
  draw();
  assert.deepEqual(rows(), [
    "19 events were skipped: they came faster than they can be kept",
    "full",
  ]);
  far.stream.batch([], 5);
  draw();
  assert.equal(rows().length, 3);
});

test("the rest of a long value is shown at a click", async (t) => {
  const { far, host, draw } = await make(t);
  const data = "x".repeat(300);
  far.emit({ kind: "log", level: "INFO", message: "received", attrs: { data } });
  draw();
  assert.doesNotMatch(host.textContent ?? "", new RegExp(data));
  buttonNamed(host, "Show the whole data").click();
  assert.equal(host.querySelector(".log-pair")?.textContent, `data=${data}`);
});
