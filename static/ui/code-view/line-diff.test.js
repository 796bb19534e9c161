import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { countChanges, diffLines } from "./line-diff.js";

test("kept lines are those in the same order", () => {
  const shown = (/** @type {string} */ a, /** @type {string} */ b) =>
    diffLines(a, b).map(({ kind, text }) => `${kind} ${text}`);
  assert.deepEqual(shown("a\nb\nc\n", "a\nx\ny\nc\n"), [
    "kept a",
    "removed b",
    "added x",
    "added y",
    "kept c",
  ]);
  assert.deepEqual(countChanges("a\nb\nc\n", "a\nx\ny\nc\n"), { added: 2, removed: 1 });
  assert.deepEqual(countChanges("a\n", "a\n"), { added: 0, removed: 0 });
});

test("a difference leads from one text to the other", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", ""), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const all = diffLines(`${a.join("\n")}\n`, `${b.join("\n")}\n`);
      const without = (/** @type {string} */ kind) =>
        all.filter((line) => line.kind !== kind).map(({ text }) => text);
      assert.deepEqual([without("added"), without("removed")], [a, b]);
    }),
  );
});
