import assert from "node:assert/strict";
import { test } from "node:test";
import { RunSource } from "./run-source.js";

/** @import { LabSession } from "../../lab/session.js" */

function make() {
  /** @type {string[]} */
  const calls = [];
  const lines = (/** @type {string} */ name) => ({
    flash: (/** @type {string} */ file, /** @type {number} */ line) =>
      void calls.push(`${name} flash ${file}:${line}`),
    light: (/** @type {object | undefined} */ source) =>
      void calls.push(`${name} light ${source ? "on" : "off"}`),
    showWaits: (/** @type {Map<string, object>} */ waits) =>
      void calls.push(`${name} waits ${waits.size}`),
    show: (/** @type {string} */ file, /** @type {number} */ line) => {
      calls.push(`${name} show ${file}:${line}`);
      return name === "own" && line < 100;
    },
    close: () => void calls.push(`${name} closes`),
  });
  /** @type {{ version: any }} */
  const session = { version: null };
  const source = new RunSource(/** @type {LabSession} */ (/** @type {unknown} */ (session)), {
    lesson: lines("lesson"),
    others: new Map([["own", lines("own")]]),
    lessonFiles: () => ({ "server.go": "lesson", "room.go": "lesson" }),
    open: ({ label }, file, line) => void calls.push(`open ${label} ${file}:${line}`),
  });
  const version = (/** @type {string} */ text, label = "your version") => ({
    kind: /** @type {const} */ ("own"),
    label,
    files: { "server.go": text, "room.go": "lesson" },
  });
  return { calls, session, source, version };
}

test("lines are shown in the source of the version that runs, and nowhere else", () => {
  const { calls, session, source, version } = make();
  source.flash("server.go", 3);
  session.version = version("mine");
  source.light({ file: "server.go", line: 4 });
  source.showWaits(new Map([["server.go:4", { connections: 1, accepting: false }]]));
  assert.equal(source.show("server.go", 4), true);
  session.version = null;
  assert.equal(source.show("server.go", 4), false);
  assert.deepEqual(calls, [
    "lesson flash server.go:3",
    "lesson light off",
    "lesson waits 0",
    "own light on",
    "own waits 1",
    "own show server.go:4",
    "own closes",
    "lesson show server.go:4",
  ]);
});

test("a line of an earlier version is shown as it ran", () => {
  const { calls, session, source, version } = make();
  const earlier = version("earlier");
  session.version = version("newer");
  assert.equal(source.show("server/echo/server.go", 4, earlier), true);
  assert.equal(source.show("nowhere.go", 4, earlier), false);
  source.show("room.go", 5, earlier); // the same in both
  source.show("server.go", 6, version("newer")); // built again without a change
  source.show("server.go", 100, session.version); // deleted in the editor since
  source.show("server.go", 7, null); // of a run of the lesson's version
  session.version = null;
  source.show("server.go", 8, earlier);
  assert.deepEqual(calls, [
    "open your version server.go:4",
    "own show room.go:5",
    "own show server.go:6",
    "own show server.go:100",
    "open your version server.go:100",
    "own closes",
    "lesson show server.go:7",
    "open your version server.go:8",
  ]);
});

test("a saved run leads to its own files, unless the lesson still has them", () => {
  const { calls, session, source } = make();
  const code = { label: "naive", files: { "server.go": "theirs", "room.go": "lesson" } };
  assert.equal(source.showSaved(code, "server.go", 1), true);
  source.showSaved(code, "room.go", 2);
  assert.equal(source.showSaved(code, "nowhere.go", 3), false);
  source.showCode(code);
  assert.deepEqual(calls, [
    "open naive server.go:1",
    "own closes",
    "lesson show room.go:2",
    "open naive server.go:undefined",
  ]);
  assert.equal(source.isCurrent(code), false);
  assert.equal(source.isCurrent(source.code), true);
  assert.equal(source.isCurrent({ label: "", files: {} }), true, "a file without source");
  session.version = { kind: "own", ...code };
  assert.equal(source.isCurrent(code), true);
  assert.equal(source.isCurrent({ label: "", files: {} }), false);
  assert.deepEqual(source.code, code);
});
