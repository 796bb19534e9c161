// Splits a line of a script into words and quoted strings.

import { toBytes } from "../bytes/bytes.js";

/** @typedef {{ kind: "word" | "string", text: string, bytes: Uint8Array }} Token */

/** A mistake in a line, with a message for learners. */
export class ScriptError extends Error {}

/**
 * @param {string} line
 * @returns {Token[]} without its comment; bytes: what a quoted string stands for
 */
export function tokenize(line) {
  /** @type {Token[]} */
  const tokens = [];
  let rest = line.trim();
  while (rest !== "" && !rest.startsWith("#")) {
    if (rest.startsWith('"')) {
      const end = closingQuote(rest);
      tokens.push({
        kind: "string",
        text: rest.slice(0, end + 1),
        bytes: unquote(rest.slice(1, end)),
      });
      rest = rest.slice(end + 1);
      if (rest !== "" && !/^\s/.test(rest))
        throw new ScriptError("after the closing quote comes a space");
    } else {
      const text = /** @type {RegExpMatchArray} */ (rest.match(/^[^\s"]+/))[0];
      tokens.push({ kind: "word", text, bytes: new Uint8Array() });
      rest = rest.slice(text.length);
    }
    rest = rest.trimStart();
  }
  return tokens;
}

/** @param {string} text that begins with a quote */
function closingQuote(text) {
  for (let at = 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  throw new ScriptError("the closing quote is missing");
}

/**
 * @param {string} inner the text between the quotes
 * @returns {Uint8Array}
 */
function unquote(inner) {
  /** @type {Record<string, number>} */
  const escapes = { n: 10, r: 13, t: 9, 0: 0, "\\": 92, '"': 34 };
  /** @type {number[]} */
  const out = [];
  for (const [piece] of inner.matchAll(/\\x[0-9a-f]{2}|\\.|\\$|[^\\]+/giu)) {
    if (!piece.startsWith("\\")) for (const byte of toBytes(piece)) out.push(byte);
    else if (piece.length === 4) out.push(Number.parseInt(piece.slice(2), 16));
    else if (escapes[piece.slice(1)] !== undefined)
      out.push(/** @type {number} */ (escapes[piece[1] ?? ""]));
    else
      throw new ScriptError(
        `“${piece}” is no escape: there are \\n \\r \\t \\0 \\\\ \\" and \\xHH`,
      );
  }
  return new Uint8Array(out);
}
