import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EventHistory } from "../../lab/event-history.js";
import { read, write } from "./run-format.js";
import { TimelineModel } from "./timeline-model.js";

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
  label: "your version",
  files: { "server.go": "package echo\n", "room.go": "" },
  clients: [{ letter: "A", index: 0, peer: "127.0.0.1:5" }],
  events: [
    { seq: 3, at, kind: "accept", conn: 1, peer: "127.0.0.1:5", source: { file: "s.go", line: 3 } },
    { seq: 7, at, kind: "read", conn: 1, bytes: 2, data: "aGk=" },
    { seq: 8, at, kind: "write", conn: 1, bytes: 9, tls: [{ type: "Alert", bytes: 9 }] },
  ],
};

test("a saved run is loaded without a change", () => {
  assert.deepEqual(read(write(run)), run);
  assert.deepEqual(read(write(run).replaceAll("\n", "\r\n\r\n")), run);
});

test("a run of before, without source, is loaded", () => {
  const { label: _, files: __, ...before } = run;
  const old = write({ ...before, label: "", files: {} });
  assert.doesNotMatch(old, /"label"|"type":"file"/);
  assert.deepEqual(read(old), { ...before, label: "", files: {} });
});

test("a file of its source has a Go file's name, and a bounded text", () => {
  const head = write({ ...run, files: {}, clients: [] }).split("\n")[0];
  const file = (/** @type {object} */ more) =>
    `${head}\n${JSON.stringify({ type: "file", name: "a.go", text: "", ...more })}`;
  for (const bad of [
    { name: "../a.go" },
    { name: "__proto__" },
    { name: ".go" },
    { name: 7 },
    { text: 7 },
    { text: "x".repeat(65_537) },
  ])
    assert.throws(() => read(file(bad)), /Line 2: a file has a name and a text/);
  const many = Array.from({ length: 17 }, (_, i) => file({ name: `a${i}.go` }).split("\n")[1]);
  assert.throws(() => read([head, ...many].join("\n")), /Line 18: no program has so many/);
});

test("a bad file gets a clear error", () => {
  const good = write({ ...run, files: {} }).split("\n");
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
  const head = write({ ...run, files: {}, clients: [], events: [] }).trim();
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
        write({ ...run, files: {}, clients: [], events: [] }).trim(),
        ...made.map((one) => JSON.stringify(one)),
      ].join("\n");
      try {
        const { events } = read(text);
        const history = new EventHistory();
        const model = new TimelineModel(history);
        model.apply(history.add(events, 0).events, 0);
        model.rows();
      } catch (error) {
        assert.ok(error instanceof Error && error.constructor === Error, String(error));
      }
    }),
  );
});
