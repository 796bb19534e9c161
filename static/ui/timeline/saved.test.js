import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromBase64, hexdump } from "./hexdump.js";
import { laneOf, lanesFor, MOST_LANES, place } from "./lanes.js";
import { read, write } from "./saved.js";
import { States } from "./states.js";
import { recordsOf, stepOf } from "./steps.js";
import { Trace } from "./trace.js";

const lab = /** @type {const} */ ({
  id: "x",
  lesson: "echo",
  state: "listening",
  address: "127.0.0.1:4040",
  tls: false,
});
const at = "2026-01-02T15:04:05.123456789Z";
const run = {
  savedAt: at,
  lab,
  clients: [{ letter: "A", index: 0, peer: "127.0.0.1:5" }],
  events: [
    { seq: 3, at, kind: "accept", conn: 1, peer: "127.0.0.1:5", source: { file: "s.go", line: 3 } },
    { seq: 7, at, kind: "read", conn: 1, bytes: 2, data: "aGk=" },
    { seq: 8, at, kind: "write", conn: 1, bytes: 9, tls: [{ type: "Alert", bytes: 9 }] },
  ],
};

test("what is saved is what is loaded", () => {
  assert.deepEqual(read(write(run)), run);
  assert.deepEqual(read(write(run).replaceAll("\n", "\r\n\r\n")), run);
});

test("a bad file gets a clear error", () => {
  const good = write(run).split("\n");
  const lines = (/** @type {(string | undefined)[]} */ ...made) => made.join("\n");
  const table = /** @type {[string, string, RegExp][]} */ ([
    ["empty", "", /not a saved run/],
    ["no JSON", "<svg>", /not a saved run/],
    ["other JSON", '{"a":1}', /not a saved run/],
    ["of tomorrow", (good[0] ?? "").replace('"version":1', '"version":2'), /format 2/],
    ["no events", lines(good[0], good[1]), /no event/],
    ["cut off", lines(good[0], good[1], good[2]?.slice(0, 40)), /Line 3 is not JSON/],
    ["a number", lines(good[0], "7"), /Line 2 is not a JSON object/],
    ["no time", lines(good[0], '{"type":"event","seq":1,"kind":"log"}'), /Line 2: an event has/],
    ["backwards", lines(good[0], good[3], good[2]), /Line 3: event 3 is out of order/],
    ["bad bytes", lines(good[0], good[3]?.replace("2", '"2"')), /Line 2/],
    ["bad source", lines(good[0], good[2]?.replace('"line":3', '"line":"3"')), /“source”/],
    ["bad client", lines(good[0], '{"type":"client"}', good[2]), /Line 2: a client/],
  ]);
  for (const [name, text, want] of table) assert.throws(() => read(text), want, name);
});

test("hostile files are refused in words, and none reaches the picture", () => {
  const nested = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const head = write({ ...run, clients: [], events: [] }).trim();
  const event = (/** @type {string} */ more) =>
    `${head}\n{"type":"event","seq":1,"at":"${at}","kind":"log",${more}}`;
  const table = /** @type {[string, string, RegExp][]} */ ([
    ["a long field", event(`"message":"${"x".repeat(20 << 20)}"`), /Line 2 is longer/],
    ["a nested attribute", event(`"attrs":{"a":${nested}}`), /“attrs”/],
    ["a list of attributes", event('"attrs":[1]'), /“attrs”/],
    ["a nested version", head.replace('"version":1', `"version":${nested}`), /another format/],
    ["a numeric start", head.replace('"tls":false', '"tls":false,"startedAt":7'), /“lab”/],
    ["an object as address", head.replace('"127.0.0.1:4040"', "{}"), /“lab”/],
    ["a numeric time", `${head}\n{"type":"event","seq":1,"at":7,"kind":"log"}`, /a time/],
    ["negative bytes", event('"bytes":-1'), /“bytes”/],
    ["a negative line", event('"source":{"file":"a","line":-1}'), /“source”/],
    ["a lone surrogate", event('"message":"\\ud800"'), /“message”/],
    [
      "a long name",
      `${head}\n{"type":"client","letter":"${"A".repeat(99)}","index":0,"peer":""}`,
      /a client/,
    ],
    ["many lines", `${head}\n${'{"type":"x"}\n'.repeat(100_001)}`, /more lines/],
    ["empty lines", "\n".repeat(1 << 20), /not a saved run/],
  ]);
  for (const [name, text, want] of table) assert.throws(() => read(text), want, name);
});

test("kinds that objects inherit are no steps", () => {
  for (const kind of ["__proto__", "constructor", "toString", "hasOwnProperty"])
    assert.equal(stepOf({ seq: 1, at, kind, conn: 1 }), null, kind);
});

test("whatever a file holds, it is read or refused in words", () => {
  const value = fc.oneof(fc.jsonValue(), fc.string());
  const line = fc.record(
    {
      type: fc.constantFrom("event", "client", "x"),
      seq: value,
      at: value,
      kind: value,
      conn: value,
      bytes: value,
      attrs: value,
      source: value,
      tls: value,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(line), (made) => {
      const text = [
        write({ ...run, clients: [], events: [] }).trim(),
        ...made.map((one) => JSON.stringify(one)),
      ].join("\n");
      try {
        const { events } = read(text);
        const trace = new Trace();
        trace.take(events, 0);
        trace.rows();
      } catch (error) {
        assert.ok(error instanceof Error && error.constructor === Error, String(error));
      }
    }),
  );
});

test("a hexdump, sixteen to a line", () => {
  const bytes = fromBase64(btoa("hello, world\n\xc3\xa9!x"));
  assert.deepEqual(hexdump(bytes), [
    {
      offset: "0000",
      hex: "68 65 6c 6c 6f 2c 20 77  6f 72 6c 64 0a c3 a9 21",
      text: "hello, world···!",
    },
    { offset: "0010", hex: "78", text: "x" },
  ]);
  assert.equal(fromBase64("?").length, 0);
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

test("lanes: of the cards by letter, then of others by number, and not too many", () => {
  const states = new States();
  for (let conn = 1; conn <= 40; conn++)
    states.apply({ seq: conn, at, kind: "accept", conn, peer: `127.0.0.1:${conn}` });
  const cards = new Map([
    ["127.0.0.1:3", { letter: "B", index: 1 }],
    ["127.0.0.1:4", { letter: "A", index: 0 }],
    ["127.0.0.1:6", { letter: "B", index: 1 }],
  ]);
  const lane = (/** @type {number} */ conn) =>
    laneOf(conn, states, (peer) => cards.get(peer) ?? null);
  const { lanes, more } = lanesFor([3, 4, 5, 6, 4], lane);
  assert.deepEqual(
    lanes.map(({ name, conns }) => [name, conns]),
    [
      ["A", [4]],
      ["B", [3, 6]],
      [":5", [5]],
    ],
  );
  assert.equal(more, 0);
  const all = lanesFor(
    Array.from({ length: 40 }, (_, i) => i + 1),
    lane,
  );
  assert.equal(all.lanes.length, MOST_LANES);
  assert.equal(all.more, 39 - MOST_LANES);
});

test("the server stands still, and who has a side of it stays there", () => {
  const lanes = Array.from({ length: 16 }, (_, i) => ({
    key: `${i}`,
    name: `${i}`,
    hue: i,
    order: i,
    conns: [i],
  }));
  for (const room of [300, 540, 780]) {
    /** @type {Map<string, boolean>} */
    const sides = new Map();
    for (let count = 1; count <= lanes.length; count++) {
      const { server, width, lanes: at } = place(lanes.slice(0, count), room);
      assert.equal(server, room / 2);
      assert.ok(width <= room, "no wider than its panel");
      const xs = [...at.values(), server];
      assert.equal(new Set(xs).size, xs.length, "each has a place of its own");
      for (const [key, x] of at) {
        assert.ok(x > 0 && x < room);
        assert.equal(sides.get(key) ?? x < server, x < server);
        sides.set(key, x < server);
      }
    }
  }
  const two = place(lanes.slice(0, 2), 780);
  const four = place(lanes.slice(0, 4), 780);
  for (const [key, x] of two.lanes)
    assert.equal(four.lanes.get(key), x, "nothing moves up to four");
});
