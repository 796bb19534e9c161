/** @import { Text } from "@codemirror/state" */

/**
 * @param {Text} doc
 * @param {number} line from 1; a line that doc has
 * @param {number} column in bytes, from 1
 * @returns {number} position in doc, at the line's end where the line is shorter
 */
export function positionIn(doc, line, column) {
  const { from, text } = doc.line(line);
  return from + unitsBefore(text, column - 1);
}

/**
 * @param {string} text
 * @param {number} bytes of text in UTF-8
 * @returns {number} UTF-16 code units of the letters that begin within these bytes
 */
export function unitsBefore(text, bytes) {
  let rest = bytes;
  let units = 0;
  for (const letter of text) {
    if (rest <= 0) break;
    const code = letter.codePointAt(0) ?? 0;
    rest -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units += letter.length;
  }
  return units;
}
