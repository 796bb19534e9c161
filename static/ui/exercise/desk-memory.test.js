import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { loadDesk, saveDesk } from "./desk-memory.js";

/** @import { DeskState } from "./desk-memory.js" */

beforeEach(() => localStorage.clear());

const NONE = { hints: 0, folded: false, check: null };

/** @type {DeskState} */
const STATE = {
  hints: 2,
  folded: true,
  check: {
    source: "0badcafe",
    checks: "00c0ffee",
    results: [
      {
        name: "echoes",
        outcome: "failed",
        steps: [{ text: "connect a", script: true, state: "passed" }],
      },
    ],
  },
};

test("what is kept of an exercise is its own", () => {
  saveDesk("echo/shout", STATE);
  assert.deepEqual(loadDesk("echo/shout"), STATE);
  assert.deepEqual(loadDesk("echo/greet"), NONE);
});

test("what cannot be read is as if it were not there", () => {
  for (const stored of [
    "{",
    "null",
    "7",
    JSON.stringify({ version: 2, ...STATE }),
    JSON.stringify({
      version: 1,
      hints: -0.5,
      folded: 1,
      check: { source: "x", checks: "y", results: [{}] },
    }),
  ]) {
    localStorage.setItem("socketschool.desk.echo/shout", stored);
    assert.deepEqual(loadDesk("echo/shout"), NONE, stored);
  }
});

test("results that are too long are not kept, the hints are", () => {
  const { check } = structuredClone(STATE);
  if (check?.results[0]) check.results[0].cause = "x".repeat(300_000);
  saveDesk("echo/shout", { ...STATE, check });
  assert.deepEqual(loadDesk("echo/shout"), { ...STATE, check: null });
});
