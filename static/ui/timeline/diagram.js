// The picture: lanes from top to bottom, rows across them. New rows are added
// at the end and old ones taken off at the beginning; all is drawn anew only
// where the lanes themselves have moved.

import { svg } from "../dom.js";
import { HUES } from "../hues.js";
import { drawRow, ROW } from "./draw.js";

/**
 * @typedef {import("./trace.js").Row} Row
 * @typedef {import("./draw.js").Context} Context
 * @typedef {import("./lanes.js").Lane} Lane
 * @typedef {{ row: Row, place: number, node: SVGGElement }} Drawn
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
    const { places, tls } = context;
    const shape = lanes.map(({ key, name }) => [key, name, places.lanes.get(key)]);
    const geometry = JSON.stringify([shape, places.width, places.server, tls]);
    if (geometry !== this.#geometry) this.#forget();
    this.#geometry = geometry;
    this.#drop(rows[0]?.id ?? Number.POSITIVE_INFINITY);
    this.#add(rows, context);
    const top = this.#drawn[0]?.place ?? 0;
    const height = this.#drawn.length * ROW + 6;
    this.element.setAttribute("width", String(places.width));
    this.element.setAttribute("height", String(height));
    this.#rows.setAttribute("transform", `translate(0 ${-top * ROW})`);
    this.#drawLanes(lanes, context, height);
  }

  /** Everything is drawn anew the next time: another filter, another run. */
  reset() {
    this.#forget();
  }

  #forget() {
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
    const fresh = rows.filter(({ id }) => id > last);
    if (fresh.length === 0) return;
    this.#drawn.at(-1)?.node.classList.remove("is-newest");
    for (const row of fresh) {
      const place = this.#next++;
      const node = drawRow(row, context);
      node.setAttribute("transform", `translate(0 ${place * ROW})`);
      this.#drawn.push({ row, place, node });
    }
    const nodes = this.#drawn.slice(-fresh.length).map(({ node }) => node);
    nodes.at(-1)?.classList.add("is-newest");
    this.#rows.append(...nodes);
  }

  /**
   * A lane is a thin line, and a stronger one while its connection is open.
   * @param {Lane[]} lanes
   * @param {Context} context
   * @param {number} height
   */
  #drawLanes(lanes, { places }, height) {
    const made = lanes.map((lane) => {
      const x = places.lanes.get(lane.key) ?? 0;
      return svg(
        "g",
        { "data-hue": lane.hue === null ? undefined : lane.hue % HUES },
        svg("path", { class: "tl-lane", d: `M${x} 0V${height}` }),
        svg("path", { class: "tl-lane tl-open", d: this.#open(lane, x, height) }),
      );
    });
    const server = svg("path", { class: "tl-lane tl-server", d: `M${places.server} 0V${height}` });
    this.#lanes.replaceChildren(...made, server);
  }

  /**
   * @param {Lane} lane
   * @param {number} x
   * @param {number} height
   */
  #open({ conns }, x, height) {
    const top = this.#drawn[0]?.place ?? 0;
    const mine = this.#drawn.filter(({ row }) => row.step && conns.includes(row.step.conn));
    const begins = mine.some(({ row }) => row.step?.event.kind === "accept");
    let from = begins && mine[0]?.row.step?.event.kind === "accept" ? -1 : 0;
    let path = "";
    for (const { row, place } of mine) {
      const y = (place - top) * ROW + 15;
      const kind = row.step?.event.kind;
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
   * @returns {Drawn | undefined} the step that a node belongs to
   */
  at(node) {
    const group = node?.closest(".tl-step");
    return group ? this.#drawn.find((drawn) => drawn.node === group) : undefined;
  }

  /** @param {number} id */
  find(id) {
    return this.#drawn.find(({ row }) => row.id === id);
  }

  /** @returns {Drawn[]} those that are events */
  get steps() {
    return this.#drawn.filter(({ row }) => row.step);
  }
}
