// What there is to measure, by name.

import { crowd, roundTrip, start } from "./lab.mjs";
import { lighthouse } from "./lighthouse.mjs";
import { memory } from "./memory.mjs";
import { weight } from "./weight.mjs";

/**
 * @typedef {import("./environment.mjs").Place} Place
 *
 * A line of the table; at most one of most and least is its aim.
 * @typedef {object} Row
 * @property {string} what
 * @property {number} figure
 * @property {string} unit
 * @property {string} [spread]
 * @property {number} [most]
 * @property {number} [least]
 */

/** @type {Record<string, (place: Place) => Promise<Row[]>>} */
export const measures = { weight, start, roundtrip: roundTrip, crowd, memory, lighthouse };

/**
 * The middle of some figures, with the least and the greatest beside it.
 * @param {number[]} figures
 */
export function spread(figures) {
  const sorted = figures.toSorted((a, b) => a - b);
  const show = (/** @type {number | undefined} */ n = 0) => n.toFixed(n < 10 ? 2 : 0);
  return {
    figure: at(sorted, 0.5),
    spread: ` (${show(sorted[0])}–${show(sorted.at(-1))})`,
  };
}

/**
 * @param {number[]} sorted
 * @param {number} share 0.5 for the median
 */
export function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
