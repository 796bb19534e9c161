// Measures a lesson page in headless Chromium, beside the aims it has, and
// prints a table. `task bench:page` builds what it needs and runs it:
//
//   node bench/page/main.mjs [--only weight,start,roundtrip,crowd,memory,lighthouse]
//
// Everything is on this machine's loopback: the network costs nothing here, so
// what is measured is bytes, requests and the work of server and browser. A
// figure with a spread is the median of several runs, with least and greatest.

import { parseArgs } from "node:util";
import { printTable } from "../report/table.mjs";
import { environment } from "./environment.mjs";
import { measures } from "./measures.mjs";

const { values } = parseArgs({ options: { only: { type: "string" } } });
await printTable(measures, values.only, environment);
