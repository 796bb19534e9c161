// Bytes as a learner sees them: text where they are text, a mark for each line
// end, two hex digits for whatever is neither. Nothing is decoded away, so two
// halves of one character stay two halves.

/**
 * @typedef {{ kind: "text", text: string }
 *   | { kind: "end" }
 *   | { kind: "byte", hex: string }} Segment
 */

const LINE_FEED = 0x0a;
const NOT_TEXT = /[\p{C}\p{Zl}\p{Zp}]/u;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
export function toBytes(text) {
  return encoder.encode(text);
}

/**
 * @param {Uint8Array[]} parts
 * @returns {Uint8Array}
 */
export function concat(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * @param {Uint8Array} bytes
 * @param {Uint8Array} prefix
 */
export function startsWith(bytes, prefix) {
  return bytes.length >= prefix.length && prefix.every((byte, i) => bytes[i] === byte);
}

/**
 * @param {Uint8Array} bytes
 * @param {Uint8Array} part
 * @param {number} [from]
 * @returns {number} where part begins, or -1
 */
export function indexOf(bytes, part, from = 0) {
  const first = part[0];
  if (first === undefined) return from;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (startsWith(bytes.subarray(at), part)) return at;
  }
  return -1;
}

/** @param {number} byte */
export function hexDigits(byte) {
  return byte.toString(16).padStart(2, "0");
}

/**
 * How many bytes the character takes that this byte begins; 0 where none does.
 * @param {number} byte
 */
function lengthFrom(byte) {
  if (byte < 0x80) return 1;
  if (byte >= 0xc2 && byte <= 0xdf) return 2;
  if (byte >= 0xe0 && byte <= 0xef) return 3;
  if (byte >= 0xf0 && byte <= 0xf4) return 4;
  return 0;
}

/**
 * @param {Uint8Array} bytes
 * @returns {string | null} null where they are not UTF-8
 */
export function decode(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    return null; // the decoder has no other way to say so
  }
}

/**
 * The character at a place, or null where none stands there whole.
 * @param {Uint8Array} bytes
 * @param {number} at
 * @returns {{ text: string, length: number } | null}
 */
function characterAt(bytes, at) {
  const length = lengthFrom(/** @type {number} */ (bytes[at]));
  if (length === 0 || at + length > bytes.length) return null;
  const text = decode(bytes.subarray(at, at + length));
  return text === null ? null : { text, length };
}

/**
 * @param {Uint8Array} bytes
 * @returns {Segment[]}
 */
export function segments(bytes) {
  /** @type {Segment[]} */
  const out = [];
  let text = "";
  const flush = () => {
    if (text) out.push({ kind: "text", text });
    text = "";
  };
  for (let at = 0; at < bytes.length; ) {
    const byte = /** @type {number} */ (bytes[at]);
    const character = characterAt(bytes, at);
    if (byte === LINE_FEED) {
      flush();
      out.push({ kind: "end" });
      at++;
    } else if (character && !NOT_TEXT.test(character.text)) {
      text += character.text;
      at += character.length;
    } else {
      flush();
      out.push({ kind: "byte", hex: hexDigits(byte) });
      at++;
    }
  }
  flush();
  return out;
}

/**
 * The same in one string, for what is read aloud and for "together: …".
 * @param {Uint8Array} bytes
 */
export function plain(bytes) {
  return segments(bytes)
    .map((part) => (part.kind === "text" ? part.text : part.kind === "end" ? "⏎" : part.hex))
    .join("");
}

/**
 * As a conversation writes them: `"h\xc3"`.
 * @param {Uint8Array} bytes
 */
export function quote(bytes) {
  /** @type {Record<string, string>} */
  const named = { "0a": "\\n", "0d": "\\r", "09": "\\t", "00": "\\0" };
  const inner = segments(bytes).map((part) => {
    if (part.kind === "text") return part.text.replace(/["\\]/g, "\\$&");
    const hex = part.kind === "end" ? "0a" : part.hex;
    return named[hex] ?? `\\x${hex}`;
  });
  return `"${inner.join("")}"`;
}

/**
 * Whether bytes are whole characters, stop inside one, or are not UTF-8.
 * @param {Uint8Array} bytes
 * @returns {"whole" | "open" | "broken"}
 */
export function wholeness(bytes) {
  if (decode(bytes) !== null) return "whole";
  for (let cut = 1; cut <= Math.min(3, bytes.length); cut++) {
    const at = bytes.length - cut;
    const needs = lengthFrom(/** @type {number} */ (bytes[at]));
    if (needs === 0) continue;
    const couldGoOn = needs > cut && canFollow(bytes.subarray(at));
    return couldGoOn && decode(bytes.subarray(0, at)) !== null ? "open" : "broken";
  }
  return "broken";
}

/**
 * Whether the beginning of a character can still become one: the second byte
 * decides about overlong forms, surrogates and what lies beyond Unicode.
 * @param {Uint8Array} start
 */
function canFollow(start) {
  const [first = 0, second] = start;
  if (second === undefined) return true;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high && start.subarray(2).every((b) => b >> 6 === 2);
}

/** Finds the pieces of one direction that only together make text. */
export class Joiner {
  /** Longer than this, pieces are not one message that was cut. */
  static #most = 1024;
  /** @type {Uint8Array} */
  #open = new Uint8Array();

  /**
   * @param {Uint8Array} piece
   * @returns {string | null} the text, at the piece that completes it
   */
  push(piece) {
    const waited = this.#open.length > 0;
    const all = waited ? concat([this.#open, piece]) : piece;
    const state = wholeness(all);
    this.#open = state === "open" && all.length <= Joiner.#most ? all.slice() : new Uint8Array();
    return waited && state === "whole" ? plain(all) : null;
  }
}
