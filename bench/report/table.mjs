// Figures beside the aims that they have, as a table in Markdown.

/**
 * A line of the table; at most one of most and least is its aim.
 * @typedef {object} Row
 * @property {string} what
 * @property {number} figure
 * @property {string} unit
 * @property {string} [spread]
 * @property {number} [most]
 * @property {number} [least]
 */

/**
 * Takes the measures that are wanted, one after another, and prints their rows.
 * @template Place
 * @param {Record<string, (place: Place) => Promise<Row[]>>} measures by name
 * @param {string | undefined} only names with commas between them; all of them by default
 * @param {() => Promise<Place & { machine: string, end: () => Promise<void> }>} environment what
 *   is measured
 */
export async function printTable(measures, only, environment) {
  const wanted = only?.split(",") ?? Object.keys(measures);
  const unknown = wanted.filter((name) => !(name in measures));
  if (unknown.length > 0) {
    console.error(
      `no measure ${unknown.join(", ")}: there are ${Object.keys(measures).join(", ")}`,
    );
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
}

/** @param {Row} row */
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
