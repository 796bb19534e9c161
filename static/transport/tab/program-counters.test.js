import assert from "node:assert/strict";
import { test } from "node:test";
import { programCounters } from "./program-counters.js";

test("words that can be program counters are found, from the stack pointer on", () => {
  const memory = new DataView(new ArrayBuffer(64));
  memory.setUint32(0, 0x1558_0001, true); // below the stack pointer
  memory.setUint32(8, 0x1558_0002, true);
  memory.setUint32(16, 0x0fff_fff8, true); // an address in memory
  memory.setUint32(24, 0x1558_0003, true);
  memory.setUint32(28, 1, true); // a number of more than 32 bits
  memory.setUint32(56, 0x1000_0000, true);
  assert.deepEqual(programCounters(memory, 8), ["15580002", "10000000"]);
});

test("their number is bounded, and the end of the memory is not passed", () => {
  const memory = new DataView(new ArrayBuffer(8 * 200));
  for (let at = 0; at < memory.byteLength; at += 8) memory.setUint32(at, 0x1558_0000, true);
  assert.equal(programCounters(memory, 0).length, 128);
  assert.equal(programCounters(memory, 8 * 195).length, 5);
});
