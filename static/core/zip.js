// Writes ZIP archives without compression, as APPNOTE.TXT 6.3.10 describes them.

import { concat } from "./concat.js";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20; // needed to extract: folders
const UTF8 = 0x0800; // flag: names are in UTF-8

/**
 * @param {Record<string, string>} files text by path, with slashes
 * @param {Date} modified
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function zip(files, modified) {
  const encoder = new TextEncoder();
  /** @type {Uint8Array[]} */
  const parts = [];
  /** @type {Uint8Array[]} */
  const directory = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = encoder.encode(path);
    const content = encoder.encode(text);
    const common = [
      ...u16(VERSION),
      ...u16(UTF8),
      ...u16(0), // stored
      ...dosTime(modified),
      ...u32(crc32(content)),
      ...u32(content.length),
      ...u32(content.length),
      ...u16(name.length),
      ...u16(0), // extra field
    ];
    const local = concat([Uint8Array.from([...u32(LOCAL), ...common]), name, content]);
    // No comment, disk 0, no attributes.
    const rest = [...u16(0), ...u16(0), ...u16(0), ...u32(0), ...u32(offset)];
    const entry = Uint8Array.from([...u32(CENTRAL), ...u16(VERSION), ...common, ...rest]);
    parts.push(local);
    directory.push(concat([entry, name]));
    offset += local.length;
  }
  const central = concat(directory);
  const count = u16(directory.length);
  const sizes = [...u32(central.length), ...u32(offset), ...u16(0)];
  const end = Uint8Array.from([...u32(END), ...u16(0), ...u16(0), ...count, ...count, ...sizes]);
  return concat([...parts, central, end]);
}

/** @param {number} value */
function u16(value) {
  return [value & 0xff, (value >>> 8) & 0xff];
}

/** @param {number} value */
function u32(value) {
  return [...u16(value), ...u16(value >>> 16)];
}

/**
 * @param {Date} date
 * @returns {number[]} time and date of MS-DOS, which has steps of two seconds
 */
function dosTime(date) {
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  const day = ((date.getFullYear() - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate();
  return [...u16(time), ...u16(day)];
}

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
