/** @import { Wait } from "./run-source.js" */

const MAX_COUNT = 99; // connections shown in the margin as a number

/**
 * @param {Wait} wait
 * @returns {string} what the margin shows; empty where nothing waits
 */
export function waitLabel({ connections, accepting }) {
  const count = connections || (accepting ? 1 : 0);
  if (count === 0) return "";
  return count > MAX_COUNT ? `${MAX_COUNT}+` : String(count);
}

/** @param {Wait} wait */
export function waitTitle({ connections }) {
  if (connections === 0) return "The server waits here for a client";
  return connections === 1 ? "1 connection waits here" : `${connections} connections wait here`;
}
