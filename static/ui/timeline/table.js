// The same facts as a table, which reads well aloud, and for everybody.

import { bytesView } from "../bytes-view.js";
import { h } from "../dom.js";
import { HUES } from "../hues.js";
import { timeOf } from "../lab-log/rows.js";
import { sourceLink } from "./detail.js";
import { bytesOf } from "./steps.js";
import { routeOf, sentenceOf, whatOf } from "./words.js";

/**
 * @typedef {import("./trace.js").Row} Row
 * @typedef {import("./draw.js").Context} Context
 * @typedef {import("./heads.js").Head} Head
 */

const COLUMNS = ["Time", "From, to", "What", "Data", "Line"];

export class Table {
  #rows = h("tbody");
  #states = h("ul", { class: "tl-states", "aria-label": "Where the server is now" });
  content = h(
    "table",
    {},
    h("caption", { class: "visually-hidden" }, "What happened, oldest first"),
    h("thead", {}, h("tr", {}, ...COLUMNS.map((name) => h("th", { scope: "col" }, name)))),
    this.#rows,
  );
  scroll = h(
    "div",
    { class: "tl-table-scroll", tabindex: "0", role: "group", "aria-label": "Events" },
    this.content,
  );
  element = h("div", { class: "tl-table" }, this.#states, this.scroll);
  /** @type {number[]} ids of the rows that are drawn */
  #drawn = [];
  #said = "";

  reset() {
    this.#rows.replaceChildren();
    this.#drawn = [];
  }

  /**
   * @param {Row[]} rows
   * @param {Context} context
   */
  draw(rows, context) {
    const first = rows[0]?.id ?? Number.POSITIVE_INFINITY;
    while (this.#drawn.length > 0 && /** @type {number} */ (this.#drawn[0]) < first) {
      this.#drawn.shift();
      this.#rows.firstElementChild?.remove();
    }
    const last = this.#drawn.at(-1) ?? 0;
    const fresh = rows.filter(({ id }) => id > last);
    this.#rows.append(...fresh.map((row) => rowFor(row, context)));
    this.#drawn.push(...fresh.map(({ id }) => id));
  }

  /** @param {Head[]} heads */
  drawStates(heads) {
    const said = heads.map(({ name, present }) => `${name} ${sentenceOf(present)}`).join("\n");
    if (said === this.#said) return;
    this.#said = said;
    this.#states.replaceChildren(
      ...heads.map(({ name, hue, present }) =>
        h(
          "li",
          { "data-hue": hue === null ? undefined : hue % HUES },
          h("strong", {}, name),
          ` ${sentenceOf(present)}`,
        ),
      ),
    );
  }
}

/**
 * @param {Row} row
 * @param {Context} context
 */
function rowFor({ id, step, quiet, gap }, context) {
  if (!step) {
    const cell = h("td", { colspan: COLUMNS.length }, quiet ?? gap ?? "");
    return h("tr", { class: "tl-table-between", "data-id": id }, cell);
  }
  const { event } = step;
  const lane = step.conn ? context.lane(step.conn) : null;
  const data = h("td", {});
  if (event.bytes && !context.tls)
    data.append(h("code", {}, bytesView(bytesOf(step).subarray(0, 48))));
  if (event.bytes && !context.tls && event.bytes > 48) data.append("…");
  return h(
    "tr",
    {
      class: `is-${step.tone}`,
      "data-id": id,
      "data-hue": lane?.hue == null ? undefined : lane.hue % HUES,
    },
    h("td", {}, h("time", { datetime: event.at }, timeOf(event.at))),
    h("td", { class: "tl-route" }, routeOf(step, lane?.name ?? "")),
    h("td", {}, whatOf(step, context.tls)),
    data,
    h("td", {}, sourceLink(step)),
  );
}
