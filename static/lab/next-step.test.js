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
const { courseStep, nextStep } = await import("./next-step.js");
const { noteSolved, noteStart } = await import("./exercise-progress.js");
const { markDone } = await import("./progress.js");

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

const course = [
  { lesson: "begin", title: "Before you begin", href: "/begin", tryIts: [], exercises: [] },
  {
    lesson: "echo",
    title: "Echo",
    href: "/echo",
    tryIts: ["one", "two", "three"],
    exercises: [exercise("a"), exercise("b")],
  },
  { lesson: "multi", title: "Multi", href: "/multi", tryIts: [], exercises: [exercise("a")] },
];

test("in the course, what follows the last thing done is next", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-28T10:00:00Z") });
  const later = () => t.mock.timers.tick(1000);
  assert.equal(courseStep(course), null, "nothing is done");
  markDone("echo", "two");
  const lesson = { kind: "lesson", title: "Echo", isBegun: true };
  assert.deepEqual(courseStep(course), { ...lesson, href: "/echo#three" });
  later();
  markDone("echo", "three");
  assert.deepEqual(courseStep(course), { ...lesson, href: "/echo#one" }, "skipped before");
  later();
  noteStart("echo", "b");
  const b = { kind: "exercise", title: "b", href: "?exercise=b", isBegun: true };
  assert.deepEqual(courseStep(course), b);
  later();
  noteSolved("echo", "b");
  assert.equal(courseStep(course)?.title, "a");
  assert.equal(courseStep(course)?.isBegun, false);
  later();
  noteSolved("echo", "a");
  const multi = { kind: "lesson", title: "Multi", href: "/multi", isBegun: false };
  assert.deepEqual(courseStep(course), multi);
  later();
  noteSolved("multi", "a");
  assert.equal(courseStep(course), null, "all is done");
});

test("after the last Try it of a lesson its exercises are next", () => {
  for (const id of ["one", "two", "three"]) markDone("echo", id);
  assert.equal(courseStep(course)?.href, "?exercise=a");
});
