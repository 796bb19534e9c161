// What there is to measure, by name.

import { crowd, roundTrip, start } from "./lab.mjs";
import { lighthouse } from "./lighthouse.mjs";
import { memory } from "./memory.mjs";
import { weight } from "./weight.mjs";

/**
 * @typedef {import("./environment.mjs").Place} Place
 * @typedef {import("../report/table.mjs").Row} Row
 */

/** @type {Record<string, (place: Place) => Promise<Row[]>>} */
export const measures = { weight, start, roundtrip: roundTrip, crowd, memory, lighthouse };
