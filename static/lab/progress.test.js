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
const progress = await import("./progress.js");

beforeEach(() => stored.clear());

test("progress is counted by lesson, under an id or its former one", () => {
  progress.markDone("echo", "try-a");
  progress.markDone("echo", "try-old");
  progress.markDone("multi", "try-b");
  assert.equal(progress.countDone("echo", ["try-a", "try-b", "try-new|try-old"]), 2);
  assert.equal(progress.countDone("multi", ["try-a", "try-b"]), 1);
  assert.equal(progress.countDone("secure", ["try-a"]), 0);
});

test("what is stored under a former id is found under the id of today", () => {
  progress.markDone("echo", "try-old");
  progress.saveGuess("echo", "try-old", "two pieces");
  progress.saveJudgement("echo", "try-old", "partly");
  progress.adoptFormerProgress("echo", "try-new", "try-old");
  assert.ok(progress.isDone("echo", "try-new"));
  assert.equal(progress.loadGuess("echo", "try-new"), "two pieces");
  assert.equal(progress.loadJudgement("echo", "try-new"), "partly");
});

test("a guess under the id of today is not replaced, and nothing is made up", () => {
  progress.saveGuess("echo", "try-old", "old");
  progress.saveGuess("echo", "try-new", "new");
  progress.adoptFormerProgress("echo", "try-new", "try-old");
  assert.equal(progress.loadGuess("echo", "try-new"), "new");
  assert.equal(progress.isDone("echo", "try-new"), false);
  progress.adoptFormerProgress("echo", "try-c", "try-none");
  assert.equal(progress.isDone("echo", "try-c"), false);
});

test("progress of version 0 is migrated with the first change, and stays", () => {
  stored.set("socketschool.done", JSON.stringify({ echo: ["try-a"], multi: ["try-b"] }));
  assert.ok(progress.isDone("echo", "try-a"));
  progress.markDone("echo", "try-c");
  assert.equal(stored.has("socketschool.done"), false);
  assert.equal(progress.countDone("echo", ["try-a", "try-c"]), 2);
  assert.ok(progress.isDone("multi", "try-b"));
});

test("a Try it keeps the time at which it was first done", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1000 });
  progress.markDone("echo", "try-a");
  t.mock.timers.setTime(2000);
  progress.markDone("echo", "try-a");
  const time = progress.loadProgress().tryIts.get("echo")?.get("try-a");
  assert.equal(time, "1970-01-01T00:00:01.000Z");
});

test("progress of a newer version is kept aside, not overwritten", () => {
  const newer = JSON.stringify({ socketschool: "progress", version: 2 });
  stored.set("socketschool.progress", newer);
  progress.markDone("echo", "try-a");
  assert.ok(progress.isDone("echo", "try-a"));
  assert.equal(stored.get("socketschool.progress.unread"), newer);
});
