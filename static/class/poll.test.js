import assert from "node:assert/strict";
import { test } from "node:test";
import { isAlike, lessonOfRoom, percentOf, roomFirst, turnoutOf } from "./poll.js";

test("the room is at the lesson that most who are here are at", () => {
  const at = (/** @type {string} */ lesson, standing = "working") => ({ lesson, standing });
  assert.equal(lessonOfRoom([]), "");
  assert.equal(lessonOfRoom([], "lessons/multi?view=code"), "lessons/multi");
  const members = [at("echo"), at("multi"), at("multi"), at("echo", "gone"), at("echo", "gone")];
  assert.equal(lessonOfRoom([...members, at("")], "lessons/echo#a"), "lessons/multi");
});

test("the lesson of the room comes first, and the others in their order", () => {
  const lessons = ["a", "b", "c"].map((path) => ({ places: [{ path }] }));
  const order = (/** @type {string} */ path) =>
    roomFirst(lessons, path).map(({ places }) => places[0]?.path);
  assert.deepEqual(order("b"), ["b", "a", "c"]);
  assert.deepEqual(order(""), ["a", "b", "c"]);
});

test("counts are said in words and per cent", () => {
  const tally = { answers: 1, bars: [], others: 0 };
  assert.equal(turnoutOf({ ...tally, of: 1 }), "1 of 1 has answered");
  assert.equal(turnoutOf({ ...tally, of: 3 }), "1 of 3 have answered");
  assert.deepEqual([percentOf(0, 0), percentOf(1, 3), percentOf(2, 2)], [0, 33, 100]);
});

test("answers that differ in case and at their end are alike", () => {
  assert.ok(isAlike("The EOF.", "the eof"));
  assert.ok(isAlike("STRASSE", "straße"));
  assert.ok(!isAlike("???", "!"));
  assert.ok(!isAlike("a.b", "ab"));
});
