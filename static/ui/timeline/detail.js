// The detail of one event: its bytes as text and as a hexdump, its line of source,
// and what the server logged at about the same time.

import { bytesView } from "../bytes-view.js";
import { CLIENT_COLORS } from "../client-colors.js";
import { button, h, icon } from "../dom.js";
import { clockTime, recordText } from "../lab-log/rows.js";
import { sourceLink } from "../source/source-link.js";
import { bytesOf, recordsOf, sizeOf } from "./event-marks.js";
import { routeOf, shortTime } from "./format.js";
import { hexdump } from "./hexdump.js";

/**
 * @import { LabEvent } from "../../transport/transport.js"
 * @import { Mark } from "./event-marks.js"
 * @import { Lane } from "./lanes.js"
 * @import { TimelineModel } from "./timeline-model.js"
 *
 * @typedef {{ mark: Mark, lane: Lane | null, model: TimelineModel, tls: boolean }} Content
 */

const NARROW = 820; // px; a narrower detail shows 8 bytes on a line of the hexdump, not 16

export class Detail {
  element = h("section", { class: "tl-detail", "aria-label": "The event in detail" });
  #head = h("header", { class: "tl-detail-head" });
  #body = h("div", {
    class: "tl-detail-body",
    tabindex: "0",
    role: "region",
    "aria-label": "Bytes",
  });
  #close;
  #newest;
  #drawn = ""; // identifies what is drawn
  /** Whether it always shows the newest event. */
  follows = false;

  /**
   * @param {{ close: () => void, toggleFollow: () => void }} actions
   * @param {AbortSignal} signal
   */
  constructor({ close, toggleFollow }, signal) {
    const label = "Close the detail (Escape)";
    const attributes = { class: "icon-button small", "aria-label": label, title: label };
    this.#close = button("", attributes, close, signal);
    this.#close.append(icon("close"));
    const title = "Show the newest event, whenever there is one";
    this.#newest = button("Newest", { class: "button small toggle", title }, toggleFollow, signal);
    this.element.append(this.#head, this.#body);
  }

  /** @param {Content | null} content null hides it */
  draw(content) {
    this.element.hidden = content === null;
    this.#newest.setAttribute("aria-pressed", String(this.follows));
    const records = content ? content.model.recordsAt(content.mark) : [];
    const perLine = this.element.clientWidth < NARROW ? 8 : 16;
    const key = content
      ? `${content.mark.seq} ${content.lane?.name} ${content.tls} ${records.length} ${perLine}`
      : "";
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.element.dataset.hue =
      content?.lane?.hue == null ? "" : String(content.lane.hue % CLIENT_COLORS);
    if (!content) {
      this.#head.replaceChildren();
      this.#body.replaceChildren();
      return;
    }
    this.#head.replaceChildren(...this.#summary(content));
    this.#body.replaceChildren(...bytesParts(content, perLine), ...recordsView(records));
    this.#body.scrollTop = 0;
  }

  /** @param {Content} content */
  #summary({ mark, lane, model }) {
    const { event } = mark;
    const waited = model.waited(event);
    return [
      h("strong", {}, routeOf(mark, lane?.name ?? "")),
      h("span", {}, event.bytes ? sizeOf(event.bytes) : mark.what),
      mark.call ? h("span", { class: "tl-quiet-text" }, mark.call) : null,
      waited === null
        ? null
        : h("span", { class: "tl-quiet-text" }, `after waiting ${shortTime(waited)}`),
      h("time", { datetime: event.at }, clockTime(event.at)),
      sourceLink(event),
      this.#newest,
      this.#close,
    ].filter((node) => node !== null);
  }
}

/**
 * @param {Content} content
 * @param {number} perLine of the hexdump
 */
function bytesParts({ mark, tls }, perLine) {
  const { event } = mark;
  if (!event.bytes) return [h("p", { class: "tl-quiet-text tl-no-bytes" }, meaning(mark))];
  const bytes = bytesOf(mark);
  const more = event.bytes > bytes.length;
  const dump = hexdump(bytes, perLine);
  const wide = dump.length > 1 ? 3 * perLine : 0;
  const lines = dump.map(({ offset, hex, text }) =>
    h(
      "span",
      { class: "tl-hex-line" },
      h("span", { class: "tl-offset" }, `${offset}  `),
      hex.padEnd(wide),
      h("span", { class: "tl-ascii" }, `  ${text}\n`),
    ),
  );
  return [
    h(
      "div",
      { class: "tl-text" },
      tls ? h("p", { class: "tl-records" }, recordsOf(event) || "part of a TLS record") : null,
      tls ? null : h("code", {}, bytesView(bytes)),
      more
        ? h("p", { class: "tl-quiet-text" }, `the first ${bytes.length} of ${sizeOf(event.bytes)}`)
        : null,
    ),
    h("pre", { class: "tl-hex" }, ...lines),
  ];
}

/**
 * @param {Mark} mark of an event without bytes
 * @returns {string} a sentence for learners
 */
function meaning({ event, way, tone, what }) {
  if (event.kind === "accept")
    return `The server has taken the connection of ${event.peer ?? "a client"}.`;
  if (event.kind === "read" && tone === "end")
    return "The client sends no more: a half-close, or a close. The server may still write.";
  if (event.kind === "listening") return "The server takes connections from now on.";
  if (event.kind === "stopped") return "The server has ended, and its connections with it.";
  if (event.kind === "close-write") return "The server sends no more. It may still read.";
  if (event.kind === "close") return "The server has closed the connection, both ways.";
  if (event.kind === "timeout") return "The deadline passed before the call could return.";
  if (event.kind === "waiting")
    return "The client does not read: its buffers are full, and so are the server's.";
  if (event.kind === "network")
    return "What is between this client and the server, from now on. The server does not see it.";
  if (event.kind === "vanish")
    return "The client is gone without a word, as a computer that loses its power. The server does not see it: for TCP, the connection is open.";
  if (tone === "bad" && way === "in")
    return "The client has broken the connection off. Bytes on the way are lost.";
  return what;
}

/** @param {LabEvent[]} records */
function recordsView(records) {
  if (records.length === 0) return [];
  return [
    h(
      "ol",
      { class: "tl-log", "aria-label": "Logged at that instant" },
      ...records.map((event) => h("li", {}, recordText(withoutPeer(event)))),
    ),
  ];
}

/**
 * Leaves out the peer, which the summary names.
 * @param {LabEvent} event
 */
function withoutPeer(event) {
  const { peer: _, ...attrs } = event.attrs ?? {};
  return { ...event, attrs };
}
