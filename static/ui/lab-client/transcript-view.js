// Draws a transcript's rows, and only those that are new since the last time.

import { bytesView } from "../bytes-view.js";
import { h, icon } from "../dom.js";
import { Follow } from "../follow.js";

/**
 * @typedef {import("../../lab/client.js").Client} Client
 * @typedef {import("../../lab/transcript.js").Row} Row
 * @typedef {import("../../lab/transcript.js").BytesRow} BytesRow
 * @typedef {import("../../lab/transcript.js").MarkRow} MarkRow
 */

/** Of a longer piece; each byte that is not text takes a node of its own. */
const MOST_SHOWN = 256;
const MOST_PREVIEWED = 48;
const SHORT = 20; // characters of a detail that stand beside the word they explain

export class TranscriptView {
  #client;
  #rows = h("ol", { class: "rows" });
  #dropped = h("p", { class: "rows-dropped" });
  #last = 0;
  #follow;

  /**
   * @param {Client} client
   * @param {string} name
   * @param {AbortSignal} signal
   */
  constructor(client, name, signal) {
    this.#client = client;
    const label = `What ${name.toLowerCase().replace(/.$/, (c) => c.toUpperCase())} sent and received`;
    const scroll = h(
      "div",
      { class: "transcript", tabindex: "0", role: "region", "aria-label": label },
      this.#dropped,
      this.#rows,
    );
    this.#follow = new Follow(scroll, this.#rows, signal);
    this.element = h("div", { class: "transcript-pane" }, scroll, this.#follow.button);
  }

  toNewest() {
    this.#follow.toNewest();
  }

  /** The newest bytes in short, or the newest end where there are none: for a card of one line. */
  preview() {
    const { rows } = this.#client.transcript;
    const row =
      rows.findLast(({ kind }) => kind !== "mark") ??
      rows.findLast((one) => one.kind === "mark" && (one.way === "in" || one.way === "out"));
    if (!row) return [];
    if (row.kind === "mark") return [icon(row.way === "in" ? "in" : "out"), `⊣ ${row.text}`];
    const sent = row.kind === "sent";
    const code = h("code", {}, bytesView(row.bytes.subarray(0, MOST_PREVIEWED)));
    return [icon(sent ? "out" : "in"), code];
  }

  draw() {
    const { rows, dropped } = this.#client.transcript;
    const first = rows[0]?.id ?? 0;
    while (this.#rows.firstElementChild && idOf(this.#rows.firstElementChild) < first) {
      this.#rows.firstElementChild.remove();
    }
    const fresh = rows.filter((row) => row.id > this.#last);
    this.#rows.append(...fresh.map(rowView));
    this.#last = rows.at(-1)?.id ?? this.#last;
    this.#dropped.hidden = dropped === 0;
    this.#dropped.textContent = dropped
      ? `${dropped.toLocaleString("en")} earlier rows fell out`
      : "";
  }
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
  const shown = row.bytes.subarray(0, MOST_SHOWN);
  const more = row.length - shown.length;
  return h(
    "li",
    {
      class: `row ${row.kind}`,
      "data-id": row.id,
      title: `${row.length} ${row.length === 1 ? "byte" : "bytes"}`,
    },
    icon(sent ? "out" : "in"),
    h("span", { class: "visually-hidden" }, sent ? "sent " : "received "),
    h("code", {}, bytesView(shown)),
    more > 0
      ? h("span", { class: "row-note" }, `and ${more.toLocaleString("en")} more bytes`)
      : null,
    row.together === null
      ? null
      : h("span", { class: "row-note" }, "together: ", h("code", {}, row.together)),
  );
}

/** @param {MarkRow} row */
function markView(row) {
  const arrow = row.way === "out" || row.way === "in" ? icon(row.way) : null;
  const said = row.way === "out" ? "client: " : row.way === "in" ? "server: " : "";
  const word = h("span", { class: "mark-word" }, arrow ? "⊣ " : "", row.text);
  return h(
    "li",
    { class: `row mark ${row.way}`, "data-id": row.id },
    arrow,
    h("span", { class: "visually-hidden" }, said),
    ...(row.detail.length > SHORT ? [explained(word, row.detail)] : [word, note(row.detail)]),
  );
}

/** @param {string} detail */
function note(detail) {
  return detail ? h("span", { class: "row-note" }, detail) : null;
}

/**
 * One line; the rest is there for those who ask.
 * @param {HTMLElement} word
 * @param {string} detail
 */
function explained(word, detail) {
  return h(
    "details",
    { class: "row-why" },
    h("summary", { title: detail }, word),
    h("span", { class: "row-note" }, detail),
  );
}
