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
const { adoptFormerExercise, countSolved, exerciseState, noteFailure, noteSolved, noteStart } =
  await import("./exercise-progress.js");
const { progress } = await import("./progress.js");

beforeEach(() => stored.clear());

test("an exercise is begun, failed and solved", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-28T10:00:00Z") });
  assert.deepEqual(exerciseState("echo", "shout"), { started: null, failures: 0, solved: null });
  noteStart("echo", "shout");
  t.mock.timers.setTime(Date.parse("2026-11-28T11:00:00Z"));
  noteStart("echo", "shout");
  noteFailure("echo", "shout");
  noteFailure("echo", "shout");
  const started = "2026-11-28T10:00:00.000Z";
  assert.deepEqual(exerciseState("echo", "shout"), { started, failures: 2, solved: null });
  noteSolved("echo", "shout");
  t.mock.timers.setTime(Date.parse("2026-11-28T12:00:00Z"));
  noteFailure("echo", "shout");
  noteSolved("echo", "shout");
  const solved = "2026-11-28T11:00:00.000Z";
  assert.deepEqual(exerciseState("echo", "shout"), { started, failures: 2, solved }, "the first");
});

test("exercises of one name in two lessons are apart", () => {
  noteSolved("echo", "shout");
  assert.equal(exerciseState("multi", "shout").solved, null);
});

test("a check without a start begins the exercise", () => {
  noteFailure("echo", "shout");
  assert.notEqual(exerciseState("echo", "shout").started, null);
});

test("a renamed exercise keeps its state", () => {
  noteStart("echo", "loud");
  const former = exerciseState("echo", "loud");
  adoptFormerExercise("echo", "shout", "loud");
  assert.deepEqual(exerciseState("echo", "shout"), former);
  noteFailure("echo", "shout");
  adoptFormerExercise("echo", "shout", "loud");
  assert.equal(exerciseState("echo", "shout").failures, 1, "its own state stays");
});

test("solved exercises are counted, under a name or its former one", () => {
  noteSolved("echo", "loud");
  noteSolved("multi", "calm");
  noteStart("echo", "calm");
  assert.equal(countSolved("echo", ["shout|loud", "calm"]), 1);
});

test("each change is emitted", () => {
  let changes = 0;
  const { signal } = new AbortController();
  progress.on("change", () => changes++, signal);
  noteStart("echo", "shout");
  noteStart("echo", "shout");
  noteFailure("echo", "shout");
  noteSolved("echo", "shout");
  assert.equal(changes, 3);
});
