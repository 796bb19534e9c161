// What there is to know about one event: its bytes as text and as a hexdump,
// the line of source, and what the server logged at that instant.

import { bytesView } from "../bytes-view.js";
import { button, h, icon } from "../dom.js";
import { HUES } from "../hues.js";
import { sentence, timeOf } from "../lab-log/rows.js";
import { hexdump } from "./hexdump.js";
import { bytesOf, recordsOf, sizeOf, whereOf } from "./steps.js";
import { routeOf, shortTime } from "./words.js";

/**
 * @typedef {import("./steps.js").Step} Step
 * @typedef {import("./lanes.js").Lane} Lane
 * @typedef {import("./trace.js").Trace} Trace
 * @typedef {{ step: Step, lane: Lane | null, trace: Trace, tls: boolean }} Shown
 */

const NARROW = 820; // px: below it a line has room for eight bytes beside the text

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
  #key = "";
  /** Whether it shows the newest event, and each that follows. */
  follows = false;

  /**
   * @param {{ close: () => void, newest: () => void,
   *   follow: (file: string, line: number) => boolean }} on
   * @param {AbortSignal} signal
   */
  constructor({ close, newest, follow }, signal) {
    const label = "Close the detail (Escape)";
    const attributes = { class: "icon-button small", "aria-label": label, title: label };
    this.#close = button("", attributes, close, signal);
    this.#close.append(icon("close"));
    const title = "Show the newest event, whenever there is one";
    this.#newest = button("Newest", { class: "button small toggle", title }, newest, signal);
    this.element.append(this.#head, this.#body);
    this.element.addEventListener(
      "click",
      (event) => {
        const link = event.target instanceof Element ? event.target.closest("a.log-source") : null;
        if (!(link instanceof HTMLAnchorElement)) return;
        const { file = "", line = "" } = link.dataset;
        if (follow(file, Number(line))) event.preventDefault();
      },
      { signal },
    );
  }

  /** @param {Shown | null} shown */
  draw(shown) {
    this.element.hidden = shown === null;
    this.#newest.setAttribute("aria-pressed", String(this.follows));
    const records = shown ? shown.trace.recordsAt(shown.step) : [];
    const perLine = this.element.clientWidth < NARROW ? 8 : 16;
    const key = shown
      ? `${shown.step.seq} ${shown.lane?.name} ${shown.tls} ${records.length} ${perLine}`
      : "";
    if (key === this.#key) return;
    this.#key = key;
    this.element.dataset.hue = shown?.lane?.hue == null ? "" : String(shown.lane.hue % HUES);
    if (!shown) {
      this.#head.replaceChildren();
      this.#body.replaceChildren();
      return;
    }
    this.#head.replaceChildren(...this.#facts(shown));
    this.#body.replaceChildren(...bytesFacts(shown, perLine), ...recordsView(records));
    this.#body.scrollTop = 0;
  }

  /** @param {Shown} shown */
  #facts({ step, lane, trace }) {
    const { event } = step;
    const waited = trace.waited(event);
    return [
      h("strong", {}, routeOf(step, lane?.name ?? "")),
      h("span", {}, event.bytes ? sizeOf(event.bytes) : step.what),
      step.call ? h("span", { class: "tl-quiet-text" }, step.call) : null,
      waited === null
        ? null
        : h("span", { class: "tl-quiet-text" }, `after waiting ${shortTime(waited)}`),
      h("time", { datetime: event.at }, timeOf(event.at)),
      sourceLink(step),
      this.#newest,
      this.#close,
    ].filter((node) => node !== null);
  }
}

/** @param {Step} step */
export function sourceLink({ event }) {
  if (!event.source) return null;
  const where = whereOf(event);
  const [file] = where.split(":");
  return h(
    "a",
    {
      class: "log-source",
      href: `#${file}-L${event.source.line}`,
      "data-file": file,
      "data-line": event.source.line,
      "aria-label": `Show ${where} in the lesson`,
    },
    where,
  );
}

/**
 * @param {Shown} shown
 * @param {number} perLine of the hexdump
 */
function bytesFacts({ step, tls }, perLine) {
  const { event } = step;
  if (!event.bytes) return [h("p", { class: "tl-quiet-text tl-no-bytes" }, meaning(step))];
  const bytes = bytesOf(step);
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

/** @param {Step} step */
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
  if (tone === "bad" && way === "in")
    return "The client has broken the connection off. Bytes on the way are lost.";
  return what;
}

/** @param {import("../../transport/transport.js").LabEvent[]} records */
function recordsView(records) {
  if (records.length === 0) return [];
  return [
    h(
      "ol",
      { class: "tl-log", "aria-label": "Logged at that instant" },
      ...records.map((event) => h("li", {}, sentence(withoutPeer(event)))),
    ),
  ];
}

/**
 * Whose it is stands above it.
 * @param {import("../../transport/transport.js").LabEvent} event
 */
function withoutPeer(event) {
  const { peer: _, ...attrs } = event.attrs ?? {};
  return { ...event, attrs };
}
