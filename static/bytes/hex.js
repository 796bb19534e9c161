// Parses hex as people type it: 68 65 0a, 68650a, 68:65, 0x68 0x65, \x68\x65.

const EXAMPLE = "for example 68 65 0a";

/**
 * @param {string} input
 * @returns {{ bytes: Uint8Array } | { error: string }}
 */
export function parseHex(input) {
  const words = input
    .replace(/0x|\\x/gi, " ")
    .split(/[\s,;:_-]+/)
    .filter((word) => word !== "");
  if (words.length === 0) return { error: `Type bytes as pairs of hex digits, ${EXAMPLE}.` };
  /** @type {number[]} */
  const bytes = [];
  for (const word of words) {
    const invalid = word.match(/[^0-9a-f]/iu);
    if (invalid) {
      return { error: `“${invalid[0]}” is not a hex digit: use 0-9 and a-f, ${EXAMPLE}.` };
    }
    if (word.length % 2 === 1 && word.length > 1) {
      return { error: `“${word}” has ${word.length} digits: a byte takes two, ${EXAMPLE}.` };
    }
    if (word.length === 1) bytes.push(Number.parseInt(word, 16));
    for (let at = 0; at + 2 <= word.length; at += 2) {
      bytes.push(Number.parseInt(word.slice(at, at + 2), 16));
    }
  }
  return { bytes: new Uint8Array(bytes) };
}
