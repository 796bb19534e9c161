// The events as a table, which suits screen readers.

import { bytesView } from "../bytes-view.js";
import { CLIENT_COLORS } from "../client-colors.js";
import { h } from "../dom.js";
import { clockTime } from "../lab-log/rows.js";
import { sourceLink } from "../source/source-link.js";
import { bytesOf } from "./event-marks.js";
import { routeOf, statusSentence, whatOf } from "./format.js";

/**
 * @import { Context } from "./draw-row.js"
 * @import { LaneHeader } from "./lane-headers.js"
 * @import { Row } from "./timeline-model.js"
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
  #drawnStates = "";

  /** Removes all rows, so that the next draw makes them again. */
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
    const added = rows.filter(({ id }) => id > last);
    this.#rows.append(...added.map((row) => rowFor(row, context)));
    this.#drawn.push(...added.map(({ id }) => id));
  }

  /** @param {LaneHeader[]} headers */
  drawStates(headers) {
    const drawn = headers.map(({ name, status }) => `${name} ${statusSentence(status)}`).join("\n");
    if (drawn === this.#drawnStates) return;
    this.#drawnStates = drawn;
    this.#states.replaceChildren(
      ...headers.map(({ name, hue, status }) =>
        h(
          "li",
          { "data-hue": hue === null ? undefined : hue % CLIENT_COLORS },
          h("strong", {}, name),
          ` ${statusSentence(status)}`,
        ),
      ),
    );
  }
}

/**
 * @param {Row} row
 * @param {Context} context
 */
function rowFor({ id, mark, quiet, gap }, context) {
  if (!mark) {
    const cell = h("td", { colspan: COLUMNS.length }, quiet ?? gap ?? "");
    return h("tr", { class: "tl-table-between", "data-id": id }, cell);
  }
  const { event } = mark;
  const lane = mark.conn ? context.lane(mark.conn) : null;
  const data = h("td", {});
  if (event.bytes && !context.tls)
    data.append(h("code", {}, bytesView(bytesOf(mark).subarray(0, 48))));
  if (event.bytes && !context.tls && event.bytes > 48) data.append("…");
  return h(
    "tr",
    {
      class: `is-${mark.tone}`,
      "data-id": id,
      "data-hue": lane?.hue == null ? undefined : lane.hue % CLIENT_COLORS,
    },
    h("td", {}, h("time", { datetime: event.at }, clockTime(event.at))),
    h("td", { class: "tl-route" }, routeOf(mark, lane?.name ?? "")),
    h("td", {}, whatOf(mark, context.tls)),
    data,
    h("td", {}, sourceLink(event)),
  );
}
