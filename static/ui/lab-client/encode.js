import { toBytes } from "../../bytes/bytes.js";
import { parseHex } from "../../bytes/hex.js";
import { concat } from "../../core/concat.js";

export const MODES = /** @type {const} */ ({
  lf: { text: "LF", title: "text, then a line feed (⏎)", end: "\n" },
  crlf: { text: "CRLF", title: "text, then carriage return and line feed (0d ⏎)", end: "\r\n" },
  none: { text: "no end", title: "text as it is, without a line end", end: "" },
  hex: { text: "hex", title: "bytes as hex digits: 68 65 0a", end: "" },
});

/** @typedef {keyof typeof MODES} Mode */

/**
 * Encodes the text of a message.
 * @param {string} text
 * @param {Mode} mode
 * @returns {{ bytes: Uint8Array } | { error: string }} bytes: at least one
 */
export function encode(text, mode) {
  if (mode === "hex") return parseHex(text);
  const bytes = concat([toBytes(text), toBytes(MODES[mode].end)]);
  if (bytes.length > 0) return { bytes };
  return { error: "There is nothing to send: write something, or choose a line end." };
}
