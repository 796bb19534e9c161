// Finds return addresses on the stack of a Go program that cannot run any more.

/** Program counters begin here; a program's memory, 256 MB, ends below. */
const FIRST_COUNTER = 0x1000_0000;

const MAX_WORDS = 1024; // of 8 bytes, from the innermost frame on
const MAX_COUNTERS = 128;

/**
 * @param {DataView} memory
 * @param {number} stackPointer
 * @returns {string[]} in hexadecimal, innermost first
 */
export function programCounters(memory, stackPointer) {
  const counters = [];
  const end = Math.min(stackPointer + 8 * MAX_WORDS, memory.byteLength - 8);
  for (let at = stackPointer; at <= end && counters.length < MAX_COUNTERS; at += 8) {
    const low = memory.getUint32(at, true);
    if (memory.getUint32(at + 4, true) === 0 && low >= FIRST_COUNTER)
      counters.push(low.toString(16));
  }
  return counters;
}
