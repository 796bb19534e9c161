// The filter of the log. A word matches anywhere in a record's text; `client=1`
// matches an attribute that has exactly this value.

import { recordParts, recordText } from "./rows.js";

/**
 * @import { LogEntry } from "../../lab/record-store.js"
 *
 * @typedef {{ text: string, level: string, connections: boolean }} Filter
 */

const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"];
const CONNECTIONS = new Set(["accept", "close", "network", "vanish"]);
/** key=value; a value that begins with a quotation mark ends with the next one. */
const ATTRIBUTE = /(?:^|\s)([\w.-]+=(?:"(?:[^"\\]|\\.)*"?|\S*))(?=\s|$)/g;

/**
 * @param {Filter} filter
 * @returns {(entry: LogEntry) => boolean}
 */
export function filterFor({ text, level, connections }) {
  const query = text.trim().toLowerCase();
  const attributes = Array.from(query.matchAll(ATTRIBUTE), ([, pair = ""]) => pair);
  const rest = query.replace(ATTRIBUTE, " ").replace(/\s+/g, " ").trim();
  return ({ event }) => {
    if (!event) return query === "";
    if (CONNECTIONS.has(event.kind) && !connections) return false;
    if (event.kind !== "log" && level !== "DEBUG") return event.kind === "failed";
    if (event.kind === "log" && rank(event.level) < rank(level)) return false;
    if (query === "") return true;
    const pairs = attributes.length > 0 ? recordParts(event).attributes : [];
    return (
      attributes.every((attribute) =>
        pairs.some((pair) => matches(pair.toLowerCase(), attribute)),
      ) && recordText(event).toLowerCase().includes(rest)
    );
  };
}

/**
 * An attribute without an end, as while it is typed, matches those that begin with it.
 * @param {string} pair
 * @param {string} attribute of the query
 */
function matches(pair, attribute) {
  const open = attribute.endsWith("=") || /^[^"]*"(?:[^"\\]|\\.)*$/.test(attribute);
  return open ? pair.startsWith(attribute) : pair === attribute;
}

/** @param {string | undefined} level slog also writes INFO+2 */
function rank(level) {
  return LEVELS.indexOf((level ?? "INFO").replace(/[+-].*/, ""));
}
