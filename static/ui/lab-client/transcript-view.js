/**
 * @import { Client } from "../../lab/client.js"
 * @import { BytesRow, MarkRow, Row } from "../../lab/transcript.js"
 */

import { bytesView } from "../bytes-view.js";
import { h, icon } from "../dom.js";
import { Follow } from "../follow.js";

const MAX_BYTES = 256; // of a row; each byte that is not text takes a node of its own
const MAX_PREVIEW = 48; // bytes
const MAX_INLINE_DETAIL = 20; // characters; a longer detail is folded

/** Shows the rows of a client's transcript. It draws only rows that are new. */
export class TranscriptView {
  #client;
  #rows = h("ol", { class: "client-rows" });
  #dropped = h("p", { class: "client-dropped" });
  #lastId = 0;
  #follow;
  element;

  /**
   * @param {Client} client
   * @param {string} name “Client A”
   * @param {AbortSignal} signal
   */
  constructor(client, name, signal) {
    this.#client = client;
    const who = name.charAt(0).toLowerCase() + name.slice(1);
    const scroll = h(
      "div",
      {
        class: "client-transcript",
        tabindex: "0",
        role: "region",
        "aria-label": `What ${who} sent and received`,
      },
      this.#dropped,
      this.#rows,
    );
    this.#follow = new Follow(scroll, this.#rows, signal);
    this.element = h("div", { class: "client-pane" }, scroll, this.#follow.button);
  }

  /** Scrolls to the newest row. */
  toNewest() {
    this.#follow.toNewest();
  }

  /**
   * The newest bytes in short or, where there are none, the newest end of a direction.
   * @returns {(Node | string)[]} for a card of one line
   */
  preview() {
    const { rows } = this.#client.transcript;
    const row =
      rows.findLast(({ kind }) => kind !== "mark") ??
      rows.findLast((other) => other.kind === "mark" && isDirection(other.way));
    if (!row) return [];
    if (row.kind === "mark") return [icon(row.way === "in" ? "in" : "out"), `⊣ ${row.text}`];
    const code = h("code", {}, bytesView(row.bytes.subarray(0, MAX_PREVIEW)));
    return [icon(row.kind === "sent" ? "out" : "in"), code];
  }

  draw() {
    const { rows, dropped } = this.#client.transcript;
    const firstId = rows[0]?.id ?? 0;
    while (this.#rows.firstElementChild && idOf(this.#rows.firstElementChild) < firstId) {
      this.#rows.firstElementChild.remove();
    }
    const added = rows.filter((row) => row.id > this.#lastId);
    this.#rows.append(...added.map(rowView));
    this.#lastId = rows.at(-1)?.id ?? this.#lastId;
    this.#dropped.hidden = dropped === 0;
    this.#dropped.textContent = dropped
      ? `${dropped.toLocaleString("en")} earlier rows fell out`
      : "";
  }
}

/** @param {string} way */
function isDirection(way) {
  return way === "in" || way === "out";
}

/** @param {Element} row */
function idOf(row) {
  return Number(/** @type {HTMLElement} */ (row).dataset.id);
}

/**
 * @param {Row} row
 * @returns {HTMLElement}
 */
function rowView(row) {
  return row.kind === "mark" ? markView(row) : bytesRowView(row);
}

/** @param {BytesRow} row */
function bytesRowView(row) {
  const sent = row.kind === "sent";
  const visible = row.bytes.subarray(0, MAX_BYTES);
  const more = row.length - visible.length;
  return h(
    "li",
    {
      class: `client-row is-${row.kind}`,
      "data-id": row.id,
      title: `${row.length} ${row.length === 1 ? "byte" : "bytes"}`,
    },
    icon(sent ? "out" : "in"),
    h("span", { class: "visually-hidden" }, sent ? "sent " : "received "),
    h("code", {}, bytesView(visible)),
    more > 0 ? note(`and ${more.toLocaleString("en")} more bytes`) : null,
    row.together === null ? null : note("together: ", h("code", {}, row.together)),
  );
}

/** @param {MarkRow} row */
function markView(row) {
  const arrow = row.way === "out" || row.way === "in" ? icon(row.way) : null;
  const speaker = row.way === "out" ? "client: " : row.way === "in" ? "server: " : "";
  const word = h("span", { class: "client-row-mark" }, arrow ? "⊣ " : "", row.text);
  const folded = row.detail.length > MAX_INLINE_DETAIL;
  return h(
    "li",
    { class: `client-row is-${row.way}`, "data-id": row.id },
    arrow,
    h("span", { class: "visually-hidden" }, speaker),
    folded ? foldedDetail(word, row.detail) : word,
    folded || !row.detail ? null : note(row.detail),
  );
}

/** @param {...(Node | string)} content */
function note(...content) {
  return h("span", { class: "client-row-note" }, ...content);
}

/**
 * @param {HTMLElement} word
 * @param {string} detail
 */
function foldedDetail(word, detail) {
  return h(
    "details",
    { class: "client-row-why" },
    h("summary", { title: detail }, word),
    note(detail),
  );
}
