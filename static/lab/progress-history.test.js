import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

/** @type {Map<string, string>} */
const stored = new Map();
Object.assign(globalThis, {
  localStorage: {
    getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => stored.set(key, value),
    removeItem: (/** @type {string} */ key) => stored.delete(key),
  },
});
const { exportProgress, importProgress, listDone } = await import("./progress-history.js");
const { isDone, markDone } = await import("./progress.js");
const { exerciseState, noteFailure, noteSolved } = await import("./exercise-progress.js");

beforeEach(() => stored.clear());

const ECHO = {
  slug: "echo",
  title: "An echo server",
  href: "/lessons/echo",
  tryIts: { "try-a": "Say hello", "try-b": "Leave" },
  exercises: { shout: "Shout", calm: "Calm" },
  former: { "try-old-a": "try-a", loud: "shout" },
};

/** @param {object} value */
const file = (value) => JSON.stringify({ socketschool: "progress", version: 1, ...value });

test("what is done is listed, the newest first, each once", () => {
  importProgress(
    file({
      tryIts: {
        echo: {
          "try-a": "2026-11-02T10:00:00Z",
          "try-old-a": "2026-11-01T10:00:00Z",
          "try-b": null,
          "try-gone": null,
        },
        elsewhere: { "try-a": null },
      },
      exercises: {
        echo: {
          loud: { started: "2026-11-03T10:00:00Z", solved: "2026-11-04T10:00:00Z" },
          calm: { started: "2026-11-05T10:00:00Z", solved: null, failures: 1 },
        },
      },
    }),
  );
  assert.deepEqual(
    listDone([ECHO]).map(({ what, title, time, href }) => [what, title, time?.slice(0, 10), href]),
    [
      ["begun", "Calm", "2026-11-05", "/lessons/echo#exercise-calm"],
      ["solved", "Shout", "2026-11-04", "/lessons/echo#exercise-shout"],
      ["tried", "Say hello", "2026-11-01", "/lessons/echo#try-a"],
      ["tried", "Leave", undefined, "/lessons/echo#try-b"],
    ],
  );
});

test("an export is imported elsewhere, and adds to what is there", () => {
  markDone("echo", "try-a");
  noteSolved("echo", "shout");
  const exported = exportProgress();
  stored.clear();
  markDone("echo", "try-b");
  noteFailure("echo", "calm");
  assert.deepEqual(importProgress(exported), { tryIts: 1, solved: 1, isStored: true });
  assert.ok(isDone("echo", "try-a") && isDone("echo", "try-b"));
  assert.notEqual(exerciseState("echo", "shout").solved, null);
  assert.equal(exerciseState("echo", "calm").failures, 1);
  assert.deepEqual(importProgress(exported), { tryIts: 0, solved: 0, isStored: true });
});

test("the file of the terminal is imported: no Try its, times of seconds", () => {
  const shout = { started: "2026-11-28T10:00:00Z", solved: "2026-11-28T10:20:00Z" };
  const text = file({ tryIts: {}, exercises: { echo: { shout } } });
  assert.deepEqual(importProgress(text), { tryIts: 0, solved: 1, isStored: true });
});

test("a broken or foreign file changes nothing", () => {
  markDone("echo", "try-a");
  const before = [...stored];
  assert.throws(() => importProgress("PK\u0003\u0004"), /damaged/);
  assert.throws(() => importProgress('{"tryIts":{}}'), /no progress/);
  assert.deepEqual([...stored], before);
});
