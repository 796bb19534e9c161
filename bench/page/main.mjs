// Measures a lesson page in headless Chromium, beside the aims it has, and
// prints a table. `task bench:page` builds what it needs and runs it:
//
//   node bench/page/main.mjs [--only weight,start,roundtrip,crowd,memory,lighthouse]
//
// Everything is on this machine's loopback: the network costs nothing here, so
// what is measured is bytes, requests and the work of server and browser. A
// figure with a spread is the median of several runs, with least and greatest.

import { parseArgs } from "node:util";
import { environment } from "./environment.mjs";
import { measures } from "./measures.mjs";

const { values } = parseArgs({ options: { only: { type: "string" } } });
const wanted = values.only?.split(",") ?? Object.keys(measures);
const unknown = wanted.filter((name) => !(name in measures));
if (unknown.length > 0) {
  console.error(`no measure ${unknown.join(", ")}: there are ${Object.keys(measures).join(", ")}`);
  process.exit(2);
}

const place = await environment();
try {
  console.log("| measure | figure | aim | holds |\n| --- | ---: | ---: | --- |");
  for (const name of wanted) {
    process.stderr.write(`${name}…\n`);
    for (const row of (await measures[name]?.(place)) ?? []) console.log(line(row));
  }
  console.log(`\n${place.machine}`);
} finally {
  await place.end();
}

/** @param {import("./measures.mjs").Row} row */
function line({ what, figure, unit, spread = "", most, least }) {
  const digits = Math.abs(figure) < 10 ? 2 : 0;
  const show = (/** @type {number} */ n) =>
    n.toLocaleString("en", { maximumFractionDigits: Number.isInteger(n) ? 0 : digits });
  const aim =
    most !== undefined ? `≤ ${show(most)}` : least !== undefined ? `≥ ${show(least)}` : "";
  const holds = aim
    ? figure <= (most ?? figure) && figure >= (least ?? figure)
      ? "yes"
      : "no"
    : "";
  return `| ${what} | ${show(figure)} ${unit}${spread} | ${aim && `${aim} ${unit}`} | ${holds} |`;
}
