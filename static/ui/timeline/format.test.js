import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { markOf } from "./event-marks.js";
import { duration, markLabel, routeOf, shortTime, statusSentence, whatOf } from "./format.js";
import { base64, event, SOURCE } from "./test-run.js";

/** @import { LabEvent } from "../../transport/transport.js" */

/** @param {LabEvent} of */
function markFor(of) {
  const mark = markOf(of);
  assert.ok(mark);
  return mark;
}

test("durations by their size", () => {
  const table = /** @type {[number, number, string][]} */ ([
    [0, 0, "0 s"],
    [-5, 0, "0 s"],
    [999, 0, "0 s"],
    [1500, 0, "1 s"],
    [1500, 1, "1.5 s"],
    [59_999, 0, "59 s"],
    [60_000, 0, "1 min 0 s"],
    [61_000, 1, "1 min 1 s"],
    [3_599_999, 0, "59 min 59 s"],
    [3_600_000, 0, "1 h 0 min"],
    [90_061_000, 0, "25 h 1 min"],
  ]);
  for (const [ms, digits, want] of table) assert.equal(duration(ms, digits), want, String(ms));
});

test("short times have milliseconds", () => {
  assert.deepEqual([0.2, 1, 12.4, 999, 1500].map(shortTime), [
    "under 1 ms",
    "1 ms",
    "12 ms",
    "999 ms",
    "1.5 s",
  ]);
});

test("a duration never shrinks when the time grows", () => {
  const seconds = (/** @type {string} */ text) => {
    const units = { h: 3600, min: 60, s: 1 };
    return [...text.matchAll(/(\d+) (h|min|s)/g)].reduce(
      (sum, [, number, unit]) => sum + Number(number) * units[/** @type {"h"} */ (unit)],
      0,
    );
  };
  const time = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(time, fc.nat(10_000), (ms, more) => {
      assert.ok(seconds(duration(ms + more)) >= seconds(duration(ms)));
      assert.ok(seconds(duration(ms)) * 1000 <= ms);
    }),
  );
});

test("a status is a sentence of the parts that it has", () => {
  const status = { word: "waiting in Read", where: "server.go:31", line: ":31", time: "4 s" };
  assert.equal(statusSentence({ ...status, left: null }), "waiting in Read, server.go:31, 4 s");
  const left = { text: "5 s left", share: 0.5 };
  assert.match(statusSentence({ ...status, left }), /, 5 s left$/);
  const closed = { word: "closed", where: "", line: "", time: "", left: null };
  assert.equal(statusSentence(closed), "closed");
});

test("routes: from the client, to it, at the server, and of the server", () => {
  const route = (/** @type {LabEvent} */ of) => routeOf(markFor(of), "A");
  assert.equal(route(event(1, "read", { conn: 1, bytes: 1 })), "A → server");
  assert.equal(route(event(1, "write", { conn: 1, bytes: 1 })), "server → A");
  assert.equal(route(event(1, "timeout", { conn: 1, call: "read" })), "server, A");
  assert.equal(route(event(1, "stopped")), "server");
});

test("bytes are named by their size, or by their TLS records", () => {
  const records = [
    { type: "handshake", bytes: 100 },
    { type: "handshake", bytes: 20 },
    { type: "alert", bytes: 2 },
  ];
  const read = markFor(event(1, "read", { conn: 1, bytes: 1234 }));
  assert.equal(whatOf(read, false), "1,234 B");
  assert.equal(whatOf(read, true), "1,234 B, part of a record");
  const tls = markFor(event(1, "read", { conn: 1, bytes: 122, tls: records }));
  assert.equal(whatOf(tls, true), "2 handshake 120 B, alert 2 B");
  assert.equal(whatOf(markFor(event(1, "close", { conn: 1 })), true), "close");
});

test("the label of a mark has route, bytes and line, and no bytes of TLS", () => {
  const data = base64("hi\n");
  const read = markFor(event(1, "read", { conn: 1, bytes: 3, data, source: SOURCE }));
  assert.equal(markLabel(read, "A", false), "A → server, 3 B hi⏎, server.go:31");
  assert.equal(markLabel(read, "A", true), "A → server, 3 B, part of a record, server.go:31");
  assert.equal(markLabel(markFor(event(1, "stopped")), "", false), "server, stopped");
});
