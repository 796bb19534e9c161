import assert from "node:assert/strict";
import { test } from "node:test";
import {
  exerciseRecord,
  formatProgress,
  mergeProgress,
  noProgress,
  parseProgress,
} from "./progress-format.js";

const HEAD = { socketschool: "progress", version: 1 };

/** @param {object} value */
const parse = (value) => parseProgress(JSON.stringify({ ...HEAD, ...value }));

test("what is formatted is parsed", () => {
  const text = JSON.stringify({
    ...HEAD,
    tryIts: { echo: { "try-a": "2026-11-28T10:00:00.000Z", "try-b": null } },
    exercises: {
      echo: { shout: { started: "2026-11-28T10:00:00.000Z", solved: null, failures: 2 } },
    },
  });
  assert.equal(formatProgress(parseProgress(text)), text);
});

test("text that is no progress is refused", () => {
  for (const [text, message] of /** @type {[string, RegExp][]} */ ([
    ["", /damaged/],
    ['{"socketschool":"prog', /damaged/],
    ["null", /no progress/],
    ["[]", /no progress/],
    ['{"socketschool":"run","version":1}', /no progress/],
    ['{"socketschool":"progress","version":2}', /another version/],
  ])) {
    assert.throws(() => parseProgress(text), message, text);
  }
});

test("entries of another shape are left out", () => {
  const parsed = parse({
    tryIts: { echo: { a: "yesterday", b: 7, c: "2026-11-28T11:00:00+01:00" }, multi: [1] },
    exercises: {
      echo: { shout: "done", calm: { started: 1, solved: {}, failures: -3 } },
      __proto__: null,
    },
  });
  assert.deepEqual([...(parsed.tryIts.get("echo") ?? [])], [["c", "2026-11-28T10:00:00.000Z"]]);
  assert.equal(parsed.tryIts.has("multi"), false);
  assert.deepEqual(
    [...(parsed.exercises.get("echo") ?? [])],
    [["calm", { started: null, solved: null, failures: 0 }]],
  );
});

test("a lesson or an id may have any name", () => {
  const text = `{"socketschool":"progress","version":1,"tryIts":{"__proto__":{"constructor":null}},"exercises":{}}`;
  assert.equal(formatProgress(parseProgress(text)), text);
});

test("merging loses nothing, whichever comes first", () => {
  const a = parse({
    tryIts: { echo: { "try-a": "2026-11-28T10:00:00Z", "try-b": null } },
    exercises: {
      echo: { shout: { started: "2026-11-02T10:00:00Z", solved: "2026-11-03T10:00:00Z" } },
    },
  });
  const b = parse({
    tryIts: { echo: { "try-a": "2026-11-27T10:00:00Z", "try-b": "2026-11-26T10:00:00Z" } },
    exercises: {
      echo: { shout: { started: "2026-11-01T10:00:00Z", solved: null, failures: 4 } },
      multi: { rooms: { started: "2026-11-05T10:00:00Z", solved: null, failures: 1 } },
    },
  });
  for (const order of [
    [a, b],
    [b, a],
    [a, b, a],
  ]) {
    const merged = noProgress();
    for (const one of order) mergeProgress(merged, one);
    assert.equal(merged.tryIts.get("echo")?.get("try-a"), "2026-11-27T10:00:00.000Z");
    assert.equal(merged.tryIts.get("echo")?.get("try-b"), "2026-11-26T10:00:00.000Z");
    assert.deepEqual(exerciseRecord(merged, "echo", "shout"), {
      started: "2026-11-01T10:00:00.000Z",
      solved: "2026-11-03T10:00:00.000Z",
      failures: 4,
    });
    assert.equal(exerciseRecord(merged, "multi", "rooms").failures, 1);
  }
});
