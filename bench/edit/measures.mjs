// What there is to measure, by name.

import { checks } from "./checks.mjs";
import { cached, crowd, rush } from "./host.mjs";
import { run } from "./page.mjs";
import { squiggles } from "./squiggles.mjs";
import { tab } from "./tab.mjs";

/**
 * @typedef {import("./environment.mjs").Place} Place
 * @typedef {import("../report/table.mjs").Row} Row
 */

/** @type {Record<string, (place: Place) => Promise<Row[]>>} */
export const measures = { run, squiggles, cached, crowd, rush, tab, checks };
