import assert from "node:assert/strict";
import { test } from "node:test";
import { filterFor } from "./filter.js";

const record = {
  seq: 1,
  at: "2026-11-22T14:02:11.402987654Z",
  kind: "log",
  level: "WARN",
  message: "received",
  attrs: { peer: "127.0.0.1:5", data: '"h\\xc3"', n: 13, ok: true },
};
const accept = { seq: 2, at: "", kind: "accept", conn: 1, peer: "127.0.0.1:5" };
const all = { text: "", level: "DEBUG", connections: true };

test("which records match a filter", () => {
  const table = /** @type {[string, object, object, boolean][]} */ ([
    ["everything", { event: record }, {}, true],
    ["text, in any case", { event: record }, { text: "xc3" }, true],
    ["other text", { event: record }, { text: "nope" }, false],
    ["an attribute, whole", { event: record }, { text: "n=13" }, true],
    ["and not one that begins with it", { event: record }, { text: "N=1" }, false],
    ["two attributes and a word", { event: record }, { text: "n=13 ok=true received" }, true],
    ["a value in quotation marks", { event: record }, { text: 'data="h\\xc3"' }, true],
    ["one that is being typed", { event: record }, { text: 'data="h' }, true],
    ["a key alone", { event: record }, { text: "data=" }, true],
    ["of another record", { event: record }, { text: "conn=1" }, false],
    ["of a connection", { event: accept }, { text: "conn=1 accepted" }, true],
    ["of the eleventh", { event: { ...accept, conn: 11 } }, { text: "conn=1" }, false],
    ["the level itself", { event: record }, { level: "WARN" }, true],
    ["a higher one", { event: record }, { level: "ERROR" }, false],
    ["INFO+2 is INFO", { event: { ...record, level: "INFO+2" } }, { level: "INFO" }, true],
    ["connections", { event: accept }, {}, true],
    ["no connections", { event: accept }, { connections: false }, false],
    ["a failure at any level", { event: { ...accept, kind: "failed" } }, { level: "ERROR" }, true],
    ["what was skipped", { skipped: 4 }, {}, true],
  ]);
  for (const [name, entry, filter, want] of table) {
    assert.equal(filterFor({ ...all, ...filter })({ id: 1, ...entry }), want, name);
  }
});
