import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { byteDifference } from "./byte-difference.js";

/** @param {string} text of which each letter is a byte */
const bytes = (text) => btoa(text);

/** @param {{ expected?: string, received?: string, differs?: number }} step */
function shown(step) {
  const list = byteDifference(step);
  const rows = [...(list?.querySelectorAll("dd") ?? [])];
  return rows.map((row) => [row.textContent, row.querySelector("mark")?.textContent]);
}

test("the first wrong character is marked on both sides", () => {
  const expected = bytes("H\xc3\x89\n"); // É
  assert.deepEqual(shown({ expected, received: bytes("H\xc3\xa9\n"), differs: 2 }), [
    ["HÉ⏎", "É"],
    ["Hé⏎", "é"],
  ]);
  assert.deepEqual(shown({ expected, received: bytes("H\xef\xbf\xbd"), differs: 1 }), [
    ["HÉ⏎", "É"],
    ["Hefbfbd", "efbfbd"],
  ]);
});

test("what is missing is said", () => {
  assert.deepEqual(shown({ expected: bytes("a\n"), received: bytes("a"), differs: 1 }), [
    ["a⏎", "⏎"],
    ["a, nothing more", "nothing more"],
  ]);
  assert.equal(shown({ expected: bytes("a"), received: "", differs: 0 })[1]?.[1], "nothing");
  assert.deepEqual(shown({ received: bytes("a") }), []);
});

test("of many bytes those around the first wrong one are shown", () => {
  const text = "x".repeat(100);
  const [row] = shown({ expected: bytes(`${text}!${text}`), received: bytes(text), differs: 100 });
  assert.equal(row?.[0], `76 B … ${"x".repeat(24)}!${"x".repeat(40)} … 60 B`);
});
