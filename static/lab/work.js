// What the learner does now in this page. The parts of the page say it; who is in a class
// has it reported.

import { Emitter } from "../core/emitter.js";

/** @import { Report } from "../class/reports.js" */

/** @type {Emitter<{ work: Report }>} */
export const work = new Emitter();
