// Which records the log shows. A word is looked for in the whole record;
// `client=1` is an attribute, and matches its value whole.

import { sentence, words } from "./rows.js";

/**
 * @typedef {import("./rows.js").Entry} Entry
 * @typedef {{ text: string, level: string, connections: boolean }} Filter
 */

const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"];
const CONNECTIONS = new Set(["accept", "close"]);
/** key=value; a value that begins with a quotation mark goes on to the next one. */
const ATTRIBUTE = /(?:^|\s)([\w.-]+=(?:"(?:[^"\\]|\\.)*"?|\S*))(?=\s|$)/g;

/**
 * @param {Filter} filter
 * @returns {(entry: Entry) => boolean}
 */
export function filterFor({ text, level, connections }) {
  const asked = text.trim().toLowerCase();
  const attributes = Array.from(asked.matchAll(ATTRIBUTE), ([, pair = ""]) => pair);
  const rest = asked.replace(ATTRIBUTE, " ").replace(/\s+/g, " ").trim();
  return ({ event }) => {
    if (!event) return asked === "";
    if (CONNECTIONS.has(event.kind) && !connections) return false;
    if (event.kind !== "log" && level !== "DEBUG") return event.kind === "failed";
    if (event.kind === "log" && rank(event.level) < rank(level)) return false;
    if (asked === "") return true;
    const pairs = attributes.length > 0 ? words(event).attributes : [];
    return (
      attributes.every((wanted) => pairs.some((pair) => isPair(pair.toLowerCase(), wanted))) &&
      sentence(event).toLowerCase().includes(rest)
    );
  };
}

/**
 * While a value is being typed, what has no end yet matches what begins with it.
 * @param {string} pair
 * @param {string} wanted
 */
function isPair(pair, wanted) {
  const open = wanted.endsWith("=") || /^[^"]*"(?:[^"\\]|\\.)*$/.test(wanted);
  return open ? pair.startsWith(wanted) : pair === wanted;
}

/** @param {string | undefined} level slog also writes INFO+2 */
function rank(level) {
  return LEVELS.indexOf((level ?? "INFO").replace(/[+-].*/, ""));
}
