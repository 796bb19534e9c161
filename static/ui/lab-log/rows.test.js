import assert from "node:assert/strict";
import { test } from "node:test";
import { clockTime, recordText, shorten } from "./rows.js";

const record = {
  seq: 1,
  at: "2026-11-22T14:02:11.402987654Z",
  kind: "log",
  level: "WARN",
  message: "received",
  attrs: { peer: "127.0.0.1:5", data: '"h\\xc3"', n: 3, ok: true },
};
const accept = { seq: 2, at: "", kind: "accept", conn: 1, peer: "127.0.0.1:5" };

test("attributes are written as they were logged", () => {
  assert.equal(recordText(record), 'WARN received peer=127.0.0.1:5 data="h\\xc3" n=3 ok=true');
  assert.equal(recordText(accept), "accepted conn=1 peer=127.0.0.1:5");
});

test("a time is of the learner's clock, to the millisecond", () => {
  assert.match(clockTime(record.at), /^\d\d:\d\d:11\.402$/);
  assert.equal(clockTime("long ago"), "long ago");
});

test("a long value is shortened, never inside an escape or a character", () => {
  assert.deepEqual(shorten("short"), ["short", ""]);
  const value = "x".repeat(118);
  assert.deepEqual(shorten(`${value}\\xc3yz`), [value, "\\xc3yz"]);
  assert.deepEqual(shorten(`${value}a\u{1f600}bc`), [`${value}a`, "\u{1f600}bc"]);
  const [shown, rest] = shorten("y".repeat(500));
  assert.equal(shown.length + rest.length, 500);
  assert.ok(shown.length <= 160);
});
