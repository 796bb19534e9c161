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
const { nextStep } = await import("./next-step.js");
const { noteSolved } = await import("./exercise-progress.js");

beforeEach(() => stored.clear());

const exercise = (/** @type {string} */ name) => ({ name, title: name, href: `?exercise=${name}` });
const steps = {
  lesson: "echo",
  exercises: [exercise("a"), exercise("b"), exercise("c")],
  nextLesson: { title: "Many clients", href: "/lessons/multi" },
};
const titleAfter = (/** @type {string | undefined} */ after) => nextStep(steps, after)?.title;

test("the first exercise that is not solved is next, then the next lesson", () => {
  assert.equal(titleAfter(undefined), "a");
  noteSolved("echo", "a");
  assert.equal(nextStep(steps)?.kind, "exercise");
  assert.equal(titleAfter(undefined), "b");
  noteSolved("echo", "b");
  noteSolved("echo", "c");
  assert.equal(titleAfter(undefined), "Many clients");
  assert.equal(nextStep(steps)?.kind, "lesson");
});

test("after an exercise the later ones come first, then those skipped", () => {
  noteSolved("echo", "b");
  assert.equal(titleAfter("b"), "c");
  noteSolved("echo", "c");
  assert.equal(titleAfter("c"), "a");
  assert.equal(titleAfter("a"), "Many clients", "the exercise itself is never next");
});

test("after the last lesson nothing is next", () => {
  assert.equal(nextStep({ lesson: "limits", exercises: [], nextLesson: null }), null);
});
