// A hexdump: for each line the offset, the bytes in hex, and as ASCII where printable.

import { hexDigits } from "../../bytes/bytes.js";

/**
 * @param {string} text
 * @returns {Uint8Array} empty where it is not base64
 */
export function fromBase64(text) {
  try {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch {
    return new Uint8Array(); // atob throws where the text is not base64
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {number} [perLine]
 * @returns {{ offset: string, hex: string, text: string }[]}
 */
export function hexdump(bytes, perLine = 16) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += perLine) {
    const part = bytes.subarray(at, at + perLine);
    const pairs = Array.from(part, hexDigits);
    const half = perLine / 2;
    const hex = [pairs.slice(0, half).join(" "), pairs.slice(half).join(" ")];
    lines.push({
      offset: at.toString(16).padStart(4, "0"),
      hex: hex.filter(Boolean).join("  "),
      text: Array.from(part, (byte) =>
        byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·",
      ).join(""),
    });
  }
  return lines;
}
