import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionStates } from "./connection-states.js";
import { serverStatus, statusOf, statusSentence } from "./format.js";

/** @import { LabEvent } from "../../transport/transport.js" */

const START = Date.parse("2026-01-02T15:04:05Z");
const SOURCE = { file: "server.go", line: 31 };
let last = 0;

/**
 * @param {string} kind
 * @param {Partial<LabEvent>} [more]
 * @returns {LabEvent}
 */
function event(kind, more = {}) {
  return { seq: ++last, kind, at: new Date(START).toISOString(), ...more };
}

/**
 * @param {LabEvent[]} events
 */
function after(...events) {
  const states = new ConnectionStates();
  for (const one of events) states.apply(one);
  return states;
}

const accept = () => event("accept", { conn: 1, peer: "127.0.0.1:5" });
const waiting = (/** @type {"read" | "write"} */ call, line = 31) =>
  event("waiting", { conn: 1, call, source: { file: "server.go", line } });

test("the status of a connection", () => {
  const now = START + 4200;
  const table = /** @type {[string, LabEvent[], string][]} */ ([
    ["accepted", [accept()], "running"],
    ["waits", [accept(), waiting("read")], "waiting in Read, server.go:31, 4 s"],
    ["read", [accept(), waiting("read"), event("read", { conn: 1, bytes: 1 })], "running"],
    [
      "a write beside a waiting read leaves it waiting",
      [accept(), waiting("read"), event("write", { conn: 1, bytes: 1 })],
      "waiting in Read, server.go:31, 4 s",
    ],
    [
      "a waiting write is what matters",
      [accept(), waiting("read"), waiting("write", 50)],
      "waiting in Write, server.go:50, 4 s",
    ],
    [
      "a timeout ends the wait",
      [accept(), waiting("read"), event("timeout", { conn: 1, call: "read" })],
      "running",
    ],
    ["closed", [accept(), waiting("read"), event("close", { conn: 1 })], "closed"],
    [
      "what a Close ended does not open it again",
      [accept(), event("close", { conn: 1 }), event("read", { conn: 1, error: "closed" })],
      "closed",
    ],
    ["the server has ended", [accept(), waiting("read"), event("stopped")], "closed"],
  ]);
  for (const [name, events, want] of table) {
    const states = after(...events);
    assert.equal(statusSentence(statusOf(states.connections.get(1), now)), want, name);
  }
});

test("the time left until a deadline", () => {
  const deadline = new Date(START + 30_000).toISOString();
  const states = after(
    accept(),
    event("waiting", { conn: 1, call: "read", source: SOURCE, deadline }),
  );
  const { left } = statusOf(states.connections.get(1), START + 7500);
  assert.deepEqual(left, { text: "23 s left", share: 0.75 });
  const { left: gone } = statusOf(states.connections.get(1), START + 40_000);
  assert.deepEqual(gone, { text: "0 s left", share: 0 });
});

test("the server waits for a client, until one comes", () => {
  const states = after(event("waiting", { call: "accept", source: SOURCE }));
  const said = statusSentence(serverStatus(states.accepting, true, START + 61_000));
  assert.equal(said, "waiting in Accept, server.go:31, 1 min 1 s");
  assert.deepEqual(states.waits().get("server.go:31"), { connections: 0, accepting: true });
  states.apply(accept());
  assert.equal(states.waits().size, 0);
});

test("connections are counted by the line at which they wait", () => {
  const states = after(
    ...[1, 2, 3].flatMap((conn) => [
      event("accept", { conn }),
      event("waiting", {
        conn,
        call: "read",
        source: { file: "server.go", line: conn < 3 ? 31 : 40 },
      }),
    ]),
  );
  const counts = [...states.waits()].map(([line, { connections }]) => [line, connections]);
  assert.deepEqual(counts, [
    ["server.go:31", 2],
    ["server.go:40", 1],
  ]);
});

test("a snapshot corrects for missing events, in either order", () => {
  const since = new Date(START).toISOString();
  const read = {
    call: /** @type {const} */ ("read"),
    source: SOURCE,
    since,
    bytesIn: 5,
    bytesOut: 5,
  };
  for (const late of [false, true]) {
    last = 0;
    const stored = [accept(), event("accept", { conn: 2 })]; // 1, 2
    const snapshot = {
      seq: 8,
      accepting: { source: { file: "server.go", line: 9 }, since },
      connections: [{ conn: 3, peer: "127.0.0.1:7", ...read }],
    };
    last = 8;
    const newer = [event("read", { conn: 3, bytes: 2 }), event("accept", { conn: 4 })];
    const states = after(...stored, ...(late ? newer : []));
    states.reset(snapshot, [...stored, ...(late ? newer : [])]);
    if (!late) for (const one of newer) states.apply(one);
    const open = [...states.connections.values()].filter((state) => state.open);
    assert.deepEqual(
      open.map(({ conn, bytesIn, read: wait }) => [conn, bytesIn, wait]),
      [
        [3, 7, null],
        [4, 0, null],
      ],
      `late: ${late}`,
    );
    assert.equal(states.accepting, null);
    assert.equal(states.peerOf(3), "127.0.0.1:7");
  }
});

test("those that have ended are forgotten in time, the open ones never", () => {
  const states = after(event("accept", { conn: 1 }));
  for (let conn = 2; conn < 5000; conn++) {
    states.apply(event("accept", { conn }));
    states.apply(event("close", { conn }));
  }
  assert.ok(states.connections.size <= 1025);
  assert.equal(states.connections.get(1)?.open, true);
});
