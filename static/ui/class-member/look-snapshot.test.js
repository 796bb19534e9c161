import assert from "node:assert/strict";
import { test } from "node:test";
import "../test-dom.js";
import { readLook } from "../class-look/read-look.js";
import { lookSnapshot, MAX_BYTES } from "./look-snapshot.js";

/** @import { LessonLab } from "../lesson-lab.js" */

const PAGE = { page: "p", active: 1 };

/**
 * @param {object} more
 * @param {string} [more.text] of server.go
 * @param {number} [more.count] of events
 * @param {string} [more.data] of each event
 * @param {object | null} [more.check]
 * @param {number} [more.problems]
 */
function labOf({ text = "package echo", count = 0, data = "", check = null, problems = 0 }) {
  const event = { kind: "read", conn: 1, peer: "127.0.0.1:2", at: "2026-11-29T10:00:00Z", data };
  const events = Array.from({ length: count }, (_, i) => ({ ...event, seq: i + 1 }));
  const problem = { file: "server.go", line: 1, column: 1, message: "no" };
  const info = { id: "1", lesson: "echo", state: "listening", address: "127.0.0.1:1", tls: false };
  const files = { "server.go": text };
  const open = {
    label: "exercise 1",
    exercise: "shout",
    files,
    opened: "server.go",
    changed: ["server.go"],
    problems: Array.from({ length: problems }, () => problem),
    check,
  };
  const clientByPeer = (/** @type {string} */ peer) => peer && { letter: "A", index: 0 };
  const version = { label: "exercise 1", files };
  const session = { info, version, history: { events }, clientByPeer };
  const lab = { lesson: "echo", session, openCode: () => open };
  return /** @type {LessonLab} */ (/** @type {unknown} */ (lab));
}

/** @param {string} text */
function bytes(text) {
  return new TextEncoder().encode(text).length;
}

test("a snapshot is read as it was written", () => {
  const check = {
    names: ["a"],
    results: [{ name: "a", outcome: "passed", steps: [] }],
    isOld: true,
  };
  const look = readLook(JSON.parse(lookSnapshot(labOf({ count: 3, check }), PAGE)));
  assert.equal(look.exercise, "shout");
  assert.equal(look.code?.files["server.go"], "package echo");
  assert.deepEqual(look.check, check);
  assert.equal(look.run?.events.length, 3);
  assert.equal(look.run?.files["server.go"], "package echo");
  assert.deepEqual(look.run?.clients, [{ letter: "A", index: 0, peer: "127.0.0.1:2" }]);
  assert.deepEqual(look.cut, []);
});

test("a page without a lab has nothing to show", () => {
  const { lesson, code, check, run } = readLook(JSON.parse(lookSnapshot(null, PAGE)));
  assert.deepEqual([lesson, code, check, run], ["", null, null, null]);
});

test("of a long run the last events are sent, and of many problems the first", () => {
  const look = readLook(JSON.parse(lookSnapshot(labOf({ count: 1000, problems: 30 }), PAGE)));
  assert.equal(look.run?.events.length, 300);
  assert.equal(look.run?.events[0]?.seq, 701);
  assert.equal(look.code?.problems.length, 20);
  assert.deepEqual(look.cut, ["problems", "events"]);
});

test("a snapshot that is too large is cut until it fits, and says so", () => {
  const step = { text: "a".repeat(5000), script: true, state: "passed" };
  const result = { name: "a", outcome: "failed", steps: Array(40).fill(step), cause: "b" };
  const check = { names: ["a"], results: [result], isOld: false };
  for (const [more, cut] of /** @type {[Parameters<typeof labOf>[0], string[]][]} */ ([
    [{ count: 300, data: "x".repeat(2000) }, ["events"]],
    [{ count: 90, text: "c".repeat(80_000), check }, ["steps"]],
    [{ count: 300, text: "é".repeat(400_000), check }, ["events", "steps", "files"]],
    [{ count: 20, data: "x".repeat(50_000), check }, ["steps", "files", "run"]],
  ])) {
    const text = lookSnapshot(labOf(more), PAGE);
    assert.ok(bytes(text) <= MAX_BYTES, `${bytes(text)} bytes`);
    assert.deepEqual(readLook(JSON.parse(text)).cut, cut);
  }
});

test("a snapshot of another shape is refused", () => {
  const good = JSON.parse(lookSnapshot(labOf({ count: 1 }), PAGE));
  for (const wrong of [
    null,
    [],
    {},
    { ...good, lesson: 1 },
    { ...good, cut: "events" },
    { ...good, code: { ...good.code, files: { "a.go": 1 } } },
    { ...good, code: { ...good.code, problems: [{}] } },
    { ...good, check: { names: ["a"], results: [{ name: "a", outcome: "odd" }] } },
    { ...good, run: "nonsense" },
  ]) {
    assert.throws(() => readLook(wrong));
  }
});
