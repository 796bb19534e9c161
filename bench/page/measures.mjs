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
