// Measures how long a learner waits for their own version, beside the aims, and
// prints a table. `task bench:edit` builds what it needs and runs it:
//
//   node bench/edit/main.mjs [--only run,squiggles,cached,crowd,rush,tab,checks]
//
// Everything is on this machine: the playground, its compiler, and the learners
// that ask it. What the learners cost is part of the figures.

import { parseArgs } from "node:util";
import { printTable } from "../report/table.mjs";
import { environment } from "./environment.mjs";
import { measures } from "./measures.mjs";

const { values } = parseArgs({ options: { only: { type: "string" } } });
await printTable(measures, values.only, environment);
