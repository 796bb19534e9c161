import assert from "node:assert/strict";
import { test } from "node:test";
import { capMemory } from "./memory.mjs";

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const CUSTOM = [0, 3, 1, 0x61, 0xff]; // a section that says nothing
const EXPORT = [7, 7, 1, 3, 0x6d, 0x65, 0x6d, 2, 0]; // memory 0 as "mem"

/** @param {number[][]} sections */
const module = (...sections) => Uint8Array.from([...HEADER, ...sections.flat()]);

/** @param {Uint8Array} bytes */
async function memoryOf(bytes) {
  const { instance } = await WebAssembly.instantiate(
    /** @type {Uint8Array<ArrayBuffer>} */ (bytes),
  );
  return /** @type {WebAssembly.Memory} */ (instance.exports.mem);
}

test("a memory without a limit gets one, and grows no further", async () => {
  const memory = await memoryOf(capMemory(module(CUSTOM, [5, 3, 1, 0, 2], EXPORT), 300));
  assert.equal(memory.buffer.byteLength, 2 * 65_536);
  memory.grow(298);
  assert.throws(() => memory.grow(1), RangeError);
});

test("numbers of several bytes are read and written", () => {
  // min 200 is c8 01, max 4096 is 80 20.
  const got = capMemory(module([5, 4, 1, 0, 0xc8, 1], EXPORT), 4096);
  assert.deepEqual([...got], [...HEADER, 5, 6, 1, 1, 0xc8, 1, 0x80, 0x20, ...EXPORT]);
});

test("a smaller limit stays, a larger one is lowered", () => {
  const of = (/** @type {number} */ max) => capMemory(module([5, 4, 1, 1, 2, max], EXPORT), 50);
  assert.deepEqual([...of(9)].slice(8, 14), [5, 4, 1, 1, 2, 9]);
  assert.deepEqual([...of(99)].slice(8, 14), [5, 4, 1, 1, 2, 50]);
});

test("what it does not understand it does not touch", () => {
  const table = /** @type {[string, Uint8Array, RegExp][]} */ ([
    ["no module", new Uint8Array([1, 2, 3]), /not a WebAssembly module/],
    ["no memory", module(CUSTOM), /no memory of its own/],
    ["two memories", module([5, 5, 2, 0, 1, 0, 1]), /2 memories/],
    ["shared", module([5, 4, 1, 3, 1, 1]), /flags 3/],
    ["64-bit", module([5, 3, 1, 4, 1]), /flags 4/],
    ["too large from the start", module([5, 4, 1, 0, 0xff, 1]), /needs 255 pages.*more than 50/],
    ["cut short", module([5, 9, 1, 0]), /cut short/],
    ["ends in a number", module([5, 3, 1, 0, 0x80]), /too early/],
    ["more than a memory", module([5, 4, 1, 0, 1, 7]), /more in it/],
    ["a number without end", module([5, 8, 1, 0, 128, 128, 128, 128, 128, 1]), /too long/],
  ]);
  for (const [name, bytes, want] of table) {
    assert.throws(() => capMemory(bytes, 50), want, name);
  }
});
