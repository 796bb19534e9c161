// Go's linker gives a module's memory a minimum and no maximum, so that a
// runaway server would grow to 4 GB. A maximum is written into the module's
// memory section (WebAssembly 2.0, 5.5.8): beyond it memory.grow fails, and Go
// ends in order with "out of memory".

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]; // "\0asm", version 1
const MEMORY = 5; // the section's id
const HAS_MAX = 0x01; // the only flag that Go's linker could know: neither shared nor 64-bit

/** Reads a module from front to back. */
class Reader {
  /**
   * @param {Uint8Array} bytes
   * @param {number} at
   */
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error("the module ends too early");
    return byte;
  }

  /** An unsigned LEB128 number of at most 32 bits. */
  number() {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Error(`a number at ${this.at} is too long`);
  }
}

/** @param {number} value */
function leb(value) {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  return [...bytes, value];
}

/**
 * @param {Uint8Array} module
 * @param {number} pages of 64 KiB
 * @returns {Uint8Array} the same module, its memory at most so large
 */
export function capMemory(module, pages) {
  if (!HEADER.every((byte, i) => module[i] === byte)) throw new Error("not a WebAssembly module");
  const reader = new Reader(module, HEADER.length);
  while (reader.at < module.length) {
    const start = reader.at;
    const id = reader.byte();
    const size = reader.number();
    const end = reader.at + size;
    if (end > module.length) throw new Error(`section ${id} is cut short`);
    if (id === MEMORY) {
      const section = capped(new Reader(module.subarray(0, end), reader.at), pages);
      return Buffer.concat([module.subarray(0, start), section, module.subarray(end)]);
    }
    reader.at = end;
  }
  throw new Error("the module has no memory of its own");
}

/**
 * @param {Reader} reader at the section's content
 * @param {number} pages
 * @returns {Uint8Array} the section, whole
 */
function capped(reader, pages) {
  const count = reader.number();
  if (count !== 1) throw new Error(`the module has ${count} memories, not one`);
  const flags = reader.byte();
  if (flags & ~HAS_MAX) throw new Error(`memory flags ${flags} are not known here`);
  const min = reader.number();
  const max = flags & HAS_MAX ? Math.min(reader.number(), pages) : pages;
  if (reader.at !== reader.bytes.length) throw new Error("the memory section has more in it");
  if (min > max) throw new Error(`the module needs ${min} pages from the start, more than ${max}`);
  const content = [...leb(count), HAS_MAX, ...leb(min), ...leb(max)];
  return Uint8Array.from([MEMORY, ...leb(content.length), ...content]);
}
