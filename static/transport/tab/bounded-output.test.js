import assert from "node:assert/strict";
import { test } from "node:test";
import { BoundedOutput } from "./bounded-output.js";

const KIB = 1024;
const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

test("a short output is complete, characters that were split included", () => {
  const output = new BoundedOutput();
  const message = bytes("panic: größer");
  for (let i = 0; i < message.length; i++) output.write(message.subarray(i, i + 1));
  assert.equal(output.text(), "panic: größer");
});

test("of a long output the beginning and the end are left", () => {
  const output = new BoundedOutput();
  output.write(bytes("panic: why\n"));
  output.write(bytes("x".repeat(100 * KIB)));
  for (let i = 0; i < 30; i++) output.write(bytes("y".repeat(KIB)));
  output.write(bytes("the end\n"));
  const text = output.text();
  assert.match(text, /^panic: why\nx+\n… \d+ bytes left out …\ny+the end\n$/);
  assert.ok(text.length < 17 * KIB);
  const lost = Number(text.match(/… (\d+) bytes/)?.[1]);
  assert.equal(lost, 11 + 130 * KIB + 8 - 16 * KIB);
});
