// The server's log, live: each record with its time, level, message and
// attributes as they were logged, and the line of source it came from. Rows are
// drawn at most once a frame and only so many are kept.

import { announce } from "../announce.js";
import { atNextFrame, button, h } from "../dom.js";
import { Follow } from "../follow.js";
import { menu } from "../menu.js";
import { Piece } from "../piece.js";
import { filterFor } from "./filter.js";
import { Kept } from "./kept.js";
import { chipFor, expandValue, rowFor, sentence } from "./rows.js";

/**
 * @typedef {import("../../transport/transport.js").LabEvent} LabEvent
 * @typedef {import("../../lab/session.js").LabSession} LabSession
 * @typedef {import("../../lab/session.js").Batch} Batch
 * @typedef {import("../source/source.js").Source} Source
 * @typedef {import("./rows.js").Entry} Entry
 */

const MOST_ROWS = 400;
/** Not listening: the server's own record says it, and where. */
const SHOWN = new Set(["log", "stopped", "failed", "accept", "close"]);
const FLASHES = 12; // lines lit up in one frame at most

export class LabLog extends Piece {
  /** @type {LabSession} */
  session = /** @type {any} */ (null);
  /** @type {Source} */
  source = /** @type {any} */ (null);
  #kept = new Kept();
  /** @type {Entry[]} not drawn yet */
  #fresh = [];
  #nextId = 1;
  /** @type {Entry[]} held back while paused */
  #held = [];
  #heldOut = 0;
  #paused = false;
  /** @type {Follow} */
  #follow = /** @type {any} */ (null);
  /** @type {LabEvent[]} whose lines light up at the next frame */
  #toFlash = [];
  /** @type {() => void} */
  #ask = () => {};
  #parts = {
    rows: h("ol", { class: "log-rows" }),
    scroll: h("div", {
      class: "log-scroll",
      tabindex: "0",
      role: "region",
      "aria-label": "Records",
    }),
    filter: h("input", {
      type: "search",
      class: "log-filter",
      placeholder: "filter",
      "aria-label": "Filter the log",
    }),
    level: h(
      "select",
      { class: "log-level", "aria-label": "Least level" },
      h("option", { value: "DEBUG" }, "all levels"),
      h("option", { value: "INFO" }, "info, up"),
      h("option", { value: "WARN" }, "warn, up"),
      h("option", { value: "ERROR" }, "errors"),
    ),
    empty: h("p", { class: "log-empty" }),
  };

  /** @param {AbortSignal} signal */
  mount(signal) {
    const { rows, scroll, empty } = this.#parts;
    this.#ask = atNextFrame(() => this.#draw(), signal);
    scroll.replaceChildren(rows, empty);
    this.#follow = new Follow(scroll, rows, signal);
    const pane = h("div", { class: "log-pane" }, scroll, this.#follow.button);
    this.replaceChildren(this.#toolbar(signal), pane);
    this.session.events.on("batch", (batch) => this.#take(batch), signal);
    this.session.events.on("run", () => this.#newRun(), signal);
    this.session.events.on("peers", () => this.#addChips(), signal);
    rows.addEventListener("click", (event) => this.#showSource(event), { signal });
    this.#ask();
  }

  toNewest() {
    this.#follow.toNewest();
  }

  /** @param {AbortSignal} signal */
  #toolbar(signal) {
    const { filter, level } = this.#parts;
    filter.addEventListener("input", () => this.#redraw(), { signal });
    level.addEventListener("change", () => this.#redraw(), { signal });
    const quiet = button(
      "Connections",
      {
        class: "menu-item toggle",
        "aria-pressed": "true",
        title: "Show accepts and closes too",
      },
      () => this.#toggleQuiet(quiet),
      signal,
    );
    const pause = button(
      "Pause",
      { class: "button small pause", "aria-pressed": "false" },
      () => this.#togglePause(pause),
      signal,
    );
    const clear = button("Clear", { class: "menu-item" }, () => this.#clear(), signal);
    const more = menu("Levels, connections, clear", [level, quiet, clear], signal);
    more.element.classList.add("opens-up");
    return h(
      "header",
      { class: "panel-head" },
      h("h2", {}, "Server log"),
      h("div", { class: "log-tools" }, filter, pause, more.element),
    );
  }

  /** @param {Batch} batch */
  #take({ events, skipped }) {
    /** @type {Entry[]} */
    const entries = [];
    if (skipped > 0) entries.push(this.#entry({ skipped }));
    for (const event of events) {
      if (SHOWN.has(event.kind)) entries.push(this.#entry({ event }));
    }
    this.#toFlash.push(...events.filter(({ kind, source }) => kind === "log" && source));
    if (this.#paused) this.#hold(entries);
    else this.#keep(entries);
    this.#ask();
  }

  /**
   * @param {{ event?: LabEvent, skipped?: number, text?: string }} what
   * @returns {Entry}
   */
  #entry(what) {
    return { id: this.#nextId++, ...what };
  }

  /** @param {Entry[]} entries */
  #keep(entries) {
    this.#kept.push(entries);
    this.#fresh.push(...entries);
    if (!document.hidden) this.#say(entries);
  }

  /** @param {Entry[]} entries */
  #hold(entries) {
    this.#held.push(...entries);
    const over = this.#held.length - MOST_ROWS;
    if (over > 0) {
      this.#held = this.#held.slice(over);
      this.#heldOut += over;
    }
  }

  /** @param {Entry[]} entries */
  #say(entries) {
    for (const { event } of entries) if (event?.kind === "log") announce(() => sentence(event));
  }

  #newRun() {
    if (this.#kept.empty) return;
    const { transports, transport } = this.session;
    const where = transports.length > 1 ? `, ${transport.name.toLowerCase()}` : "";
    const entry = this.#entry({ text: `a new run${where}` });
    if (this.#paused) this.#hold([entry]);
    else this.#keep([entry]);
    this.#ask();
  }

  #draw() {
    this.#flash();
    const { rows, empty } = this.#parts;
    const wanted = this.#wanted();
    const fresh = this.#fresh.filter(wanted).slice(-MOST_ROWS);
    this.#fresh = [];
    if (fresh.length > 0) {
      rows.querySelector(".is-newest")?.classList.remove("is-newest");
      const over = rows.childElementCount + fresh.length - MOST_ROWS;
      if (over >= rows.childElementCount) rows.replaceChildren();
      else for (let left = over; left > 0; left--) rows.firstElementChild?.remove();
      rows.append(...fresh.map((entry) => rowFor(entry, this.session)));
      rows.lastElementChild?.classList.add("is-newest");
    }
    empty.hidden = rows.childElementCount > 0;
    empty.textContent = this.#kept.empty ? "Nothing logged yet." : "No record matches the filter.";
    this.#drawPause();
  }

  #wanted() {
    const { filter, level } = this.#parts;
    const connections = this.querySelector(".toggle")?.getAttribute("aria-pressed") === "true";
    return filterFor({ text: filter.value, level: level.value, connections });
  }

  /** Draws everything kept anew: the filter is another one. */
  #redraw() {
    this.#parts.rows.replaceChildren();
    this.#fresh = this.#kept.all();
    this.#ask();
  }

  #flash() {
    for (const { source } of this.#toFlash.slice(-FLASHES)) {
      if (source) this.source.flash(source.file, source.line);
    }
    this.#toFlash = [];
  }

  #addChips() {
    for (const row of this.#parts.rows.querySelectorAll("[data-peer]:not(:has(.chip))")) {
      const chip = chipFor(this.session, /** @type {HTMLElement} */ (row).dataset.peer);
      if (chip) row.querySelector(".log-text")?.prepend(chip);
    }
  }

  /** @param {HTMLElement} toggle */
  #toggleQuiet(toggle) {
    toggle.setAttribute("aria-pressed", String(toggle.getAttribute("aria-pressed") !== "true"));
    this.#redraw();
  }

  /** @param {HTMLElement} toggle */
  #togglePause(toggle) {
    this.#paused = !this.#paused;
    toggle.setAttribute("aria-pressed", String(this.#paused));
    if (!this.#paused) {
      if (this.#heldOut > 0) this.#keep([this.#entry({ skipped: this.#heldOut })]);
      this.#keep(this.#held);
      this.#held = [];
      this.#heldOut = 0;
    }
    this.#ask();
  }

  #drawPause() {
    const toggle = this.querySelector(".pause");
    const count = this.#held.length + this.#heldOut;
    if (toggle) toggle.textContent = this.#paused ? `Go on (${count})` : "Pause";
  }

  #clear() {
    this.#kept.clear();
    this.#held = [];
    this.#heldOut = 0;
    this.#redraw();
  }

  /** @param {Event} event */
  #showSource(event) {
    if (expandValue(event.target)) return;
    const link = event.target instanceof Element ? event.target.closest("a.log-source") : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    const { file = "", line = "" } = link.dataset;
    if (this.source.show(file, Number(line))) event.preventDefault();
  }
}

customElements.define("lab-log", LabLog);
