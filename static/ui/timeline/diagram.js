// The diagram: lanes from top to bottom, rows across them. It adds new rows at the
// end and removes old ones at the beginning. It draws all rows again only if the
// lanes have moved.

import { CLIENT_COLORS } from "../client-colors.js";
import { svg } from "../dom.js";
import { drawRow, ROW } from "./draw-row.js";

/**
 * @import { Context } from "./draw-row.js"
 * @import { Lane } from "./lanes.js"
 * @import { Row } from "./timeline-model.js"
 *
 * @typedef {{ row: Row, slot: number, node: SVGGElement }} Drawn
 *   slot: how many rows were drawn above it since the last reset
 */

export class Diagram {
  #lanes = svg("g", { class: "tl-lanes" });
  #rows = svg("g", { class: "tl-rows" });
  element = svg("svg", { class: "tl-body", focusable: "false" }, this.#lanes, this.#rows);
  /** @type {Drawn[]} */
  #drawn = [];
  #next = 0;
  #geometry = "";

  /**
   * @param {Row[]} rows
   * @param {Lane[]} lanes
   * @param {Context} context
   */
  draw(rows, lanes, context) {
    const { layout, tls } = context;
    const shape = lanes.map(({ key, name }) => [key, name, layout.lanes.get(key)]);
    const geometry = JSON.stringify([shape, layout.width, layout.server, tls]);
    if (geometry !== this.#geometry) this.reset();
    this.#geometry = geometry;
    this.#drop(rows[0]?.id ?? Number.POSITIVE_INFINITY);
    this.#add(rows, context);
    const top = this.#drawn[0]?.slot ?? 0;
    const height = this.#drawn.length * ROW + 6;
    this.element.setAttribute("width", String(layout.width));
    this.element.setAttribute("height", String(height));
    this.#rows.setAttribute("transform", `translate(0 ${-top * ROW})`);
    this.#drawLanes(lanes, context, height);
  }

  /** Removes all rows, so that the next draw makes them again. */
  reset() {
    this.#rows.replaceChildren();
    this.#drawn = [];
    this.#next = 0;
  }

  /** @param {number} first id of the first row that stays */
  #drop(first) {
    let gone = 0;
    while (gone < this.#drawn.length && /** @type {Drawn} */ (this.#drawn[gone]).row.id < first) {
      this.#drawn[gone]?.node.remove();
      gone++;
    }
    if (gone > 0) this.#drawn = this.#drawn.slice(gone);
  }

  /**
   * @param {Row[]} rows
   * @param {Context} context
   */
  #add(rows, context) {
    const last = this.#drawn.at(-1)?.row.id ?? 0;
    const added = rows.filter(({ id }) => id > last);
    if (added.length === 0) return;
    this.#drawn.at(-1)?.node.classList.remove("is-newest");
    for (const row of added) {
      const slot = this.#next++;
      const node = drawRow(row, context);
      node.setAttribute("transform", `translate(0 ${slot * ROW})`);
      this.#drawn.push({ row, slot, node });
    }
    const nodes = this.#drawn.slice(-added.length).map(({ node }) => node);
    nodes.at(-1)?.classList.add("is-newest");
    this.#rows.append(...nodes);
  }

  /**
   * Draws each lane as a thin line, and as a stronger one while its connection is open.
   * @param {Lane[]} lanes
   * @param {Context} context
   * @param {number} height
   */
  #drawLanes(lanes, { layout }, height) {
    const nodes = lanes.map((lane) => {
      const x = layout.lanes.get(lane.key) ?? 0;
      return svg(
        "g",
        { "data-hue": lane.hue === null ? undefined : lane.hue % CLIENT_COLORS },
        svg("path", { class: "tl-lane", d: `M${x} 0V${height}` }),
        svg("path", { class: "tl-lane tl-open", d: this.#openPath(lane, x, height) }),
      );
    });
    const server = svg("path", { class: "tl-lane tl-server", d: `M${layout.server} 0V${height}` });
    this.#lanes.replaceChildren(...nodes, server);
  }

  /**
   * @param {Lane} lane
   * @param {number} x
   * @param {number} height
   */
  #openPath({ conns }, x, height) {
    const top = this.#drawn[0]?.slot ?? 0;
    const own = this.#drawn.filter(({ row }) => row.mark && conns.includes(row.mark.conn));
    const begins = own.some(({ row }) => row.mark?.event.kind === "accept");
    let from = begins && own[0]?.row.mark?.event.kind === "accept" ? -1 : 0;
    let path = "";
    for (const { row, slot } of own) {
      const y = (slot - top) * ROW + 15;
      const kind = row.mark?.event.kind;
      if (kind === "accept" && from < 0) from = y;
      if (kind === "close" && from >= 0) {
        path += `M${x} ${from}V${y}`;
        from = -1;
      }
    }
    return from >= 0 ? `${path}M${x} ${from}V${height}` : path;
  }

  /**
   * @param {Element | null} node
   * @returns {Drawn | undefined} the row of the mark that the node belongs to
   */
  at(node) {
    const group = node?.closest(".tl-event");
    return group ? this.#drawn.find((drawn) => drawn.node === group) : undefined;
  }

  /** @param {number} id */
  find(id) {
    return this.#drawn.find(({ row }) => row.id === id);
  }

  /** @returns {Drawn[]} the rows that show a mark */
  get marks() {
    return this.#drawn.filter(({ row }) => row.mark);
  }
}
