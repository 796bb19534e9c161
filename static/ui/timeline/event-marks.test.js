import assert from "node:assert/strict";
import { test } from "node:test";
import { markOf, recordsOf } from "./event-marks.js";
import { event } from "./test-run.js";

/** @import { LabEvent } from "../../transport/transport.js" */

const at = "2026-01-02T15:04:05Z";

test("the mark of each kind of event", () => {
  const table = /** @type {[string, Partial<LabEvent>, string | null][]} */ ([
    ["accept", { conn: 1 }, "in accept accept"],
    ["read", { conn: 1, bytes: 6 }, "in bytes "],
    ["read", { conn: 1, error: "EOF" }, "in end FIN"],
    ["read", { conn: 1, error: "read: connection reset by peer" }, "in bad reset"],
    ["read", { conn: 1, error: "use of closed network connection" }, null],
    ["read", { conn: 1, error: "no route" }, "here bad Read: no route"],
    ["write", { conn: 1, bytes: 6 }, "out bytes "],
    ["write", { conn: 1, error: "broken pipe" }, "here bad Write: broken pipe"],
    ["close-write", { conn: 1 }, "out end FIN"],
    ["close", { conn: 1 }, "out end close"],
    ["timeout", { conn: 1, call: "read" }, "here wait Read timed out"],
    ["waiting", { conn: 1, call: "read" }, null],
    ["waiting", { conn: 1, call: "write" }, "here wait Write waits"],
    ["waiting", { call: "accept" }, null],
    ["log", { conn: 1 }, null],
    ["network", { conn: 1, message: "as usual" }, "client wait network: as usual"],
    ["vanish", { conn: 1 }, "client bad ✕ vanished"],
    ["listening", { attrs: { address: "127.0.0.1:4" } }, "lab lab listening on 127.0.0.1:4"],
    ["failed", { error: "boom" }, "lab bad failed: boom"],
    ["something new", { conn: 1 }, null],
  ]);
  for (const [kind, more, want] of table) {
    const mark = markOf(event(1, kind, more));
    assert.equal(mark && `${mark.way} ${mark.tone} ${mark.what}`, want, `${kind} ${want}`);
  }
});

test("kinds that objects inherit are no marks", () => {
  for (const kind of ["__proto__", "constructor", "toString", "hasOwnProperty"])
    assert.equal(markOf({ seq: 1, at, kind, conn: 1 }), null, kind);
});

test("TLS records, same ones together", () => {
  const tls = [
    { type: "ServerHello", bytes: 127 },
    { type: "ApplicationData", bytes: 20 },
    { type: "ApplicationData", bytes: 1480 },
  ];
  const event = { seq: 1, at, kind: "write", tls };
  assert.equal(recordsOf(event), "ServerHello 127 B, 2 ApplicationData 1,500 B");
});

test("an event about no connection has a mark only if it is about the server", () => {
  assert.equal(markOf(event(1, "read", { bytes: 1 })), null);
  assert.equal(markOf(event(1, "stopped"))?.conn, 0);
});
