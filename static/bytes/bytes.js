// How bytes are shown: as text where they are valid UTF-8, as a mark for each line end,
// and as two hex digits otherwise. Nothing is lost: two halves of one character are
// shown as two halves.

import { concat } from "../core/concat.js";

/**
 * @typedef {{ kind: "text", text: string }
 *   | { kind: "end" }
 *   | { kind: "byte", hex: string }} Segment
 */

const LINE_FEED = 0x0a;
// U+FFFD as well: it stands for bytes that were none of a character, and which it has been
// written with matters more than its sign.
const NOT_TEXT = /[\p{C}\p{Zl}\p{Zp}\uFFFD]/u;

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
 * @param {number} byte
 * @returns {number} the length of the UTF-8 character that it begins, 0 if it begins none
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
    return null; // the decoder throws where they are not UTF-8
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 * @returns {{ text: string, length: number } | null} the character that begins there, null where
 *   there is none or it is not complete
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
 * @param {Uint8Array} bytes
 * @returns {string} the segments as one string, for screen readers and for "together: …"
 */
export function plain(bytes) {
  return segments(bytes)
    .map((part) => (part.kind === "text" ? part.text : part.kind === "end" ? "⏎" : part.hex))
    .join("");
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} as a script writes them: `"h\xc3"`
 */
export function quote(bytes) {
  /** @type {Record<string, string>} */
  const named = { "0a": "\\n", "0d": "\\r", "09": "\\t" };
  const inner = segments(bytes).map((part) => {
    if (part.kind === "text") return part.text.replace(/["\\]/g, "\\$&");
    const hex = part.kind === "end" ? "0a" : part.hex;
    return named[hex] ?? `\\x${hex}`;
  });
  return `"${inner.join("")}"`;
}

/**
 * @param {Uint8Array} bytes
 * @returns {"complete" | "partial" | "invalid"} partial: they end inside a character
 */
export function utf8State(bytes) {
  if (decode(bytes) !== null) return "complete";
  for (let cut = 1; cut <= Math.min(3, bytes.length); cut++) {
    const at = bytes.length - cut;
    const needs = lengthFrom(/** @type {number} */ (bytes[at]));
    if (needs === 0) continue;
    const completable = needs > cut && isCompletable(bytes.subarray(at));
    return completable && decode(bytes.subarray(0, at)) !== null ? "partial" : "invalid";
  }
  return "invalid";
}

/**
 * Reports whether a character that begins so can be completed. The second byte rules out
 * overlong forms, surrogates and code points beyond Unicode.
 * @param {Uint8Array} start
 */
function isCompletable(start) {
  const [first = 0, second] = start;
  if (second === undefined) return true;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high && start.subarray(2).every((b) => b >> 6 === 2);
}

/** Finds text that is split over several pieces of one direction. */
export class Joiner {
  static #maxLength = 1024; // bytes that are joined at most
  /** @type {Uint8Array} */
  #partial = new Uint8Array(); // the pieces so far

  /**
   * @param {Uint8Array} piece
   * @returns {string | null} the text of all its pieces, for the last of them
   */
  push(piece) {
    const continued = this.#partial.length > 0;
    const all = continued ? concat([this.#partial, piece]) : piece;
    const state = utf8State(all);
    this.#partial =
      state === "partial" && all.length <= Joiner.#maxLength ? all.slice() : new Uint8Array();
    return continued && state === "complete" ? plain(all) : null;
  }
}
