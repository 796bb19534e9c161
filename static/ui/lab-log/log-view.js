// Puts the log on the page: toolbar, filter and rows. It draws at most once a frame,
// and only the newest rows.

import { announce } from "../announce.js";
import { atNextFrame, button, h } from "../dom.js";
import { Follow } from "../follow.js";
import { menu } from "../menu.js";
import { onSourceLink } from "../source/source-link.js";
import { filterFor } from "./filter.js";
import { LogModel, MAX_ROWS, mergeSkipped } from "./log-model.js";
import { chipFor, expandValue, recordText, rowFor } from "./rows.js";

/**
 * @import { LogEntry } from "../../lab/record-store.js"
 * @import { Batch, RunSession } from "../../lab/session.js"
 * @import { LabEvent } from "../../transport/transport.js"
 * @import { RunSource } from "../source/run-source.js"
 */

const MAX_FLASHES = 12; // lines of source that flash in one frame

export class LogView {
  #session;
  #source;
  #isQuiet;
  #model;
  #follow;
  #requestDraw;
  /** @type {LabEvent[]} whose lines of source flash at the next frame */
  #toFlash = [];
  /** @type {LogEntry | null} the line in the last row */
  #lastDrawn = null;
  #parts;

  /**
   * @param {HTMLElement} host the element to fill
   * @param {RunSession} session
   * @param {RunSource} source
   * @param {AbortSignal} signal
   * @param {boolean} [isQuiet] whether new records are not announced
   */
  constructor(host, session, source, signal, isQuiet = false) {
    this.#isQuiet = isQuiet;
    this.#session = session;
    this.#source = source;
    this.#model = new LogModel(session.history);
    this.#requestDraw = atNextFrame(() => this.#draw(), signal);
    this.#parts = this.#makeParts(signal);
    const { rows, scroll, empty, filter, level, connections, pause, more } = this.#parts;
    scroll.replaceChildren(rows, empty);
    this.#follow = new Follow(scroll, rows, signal);
    host.replaceChildren(
      h(
        "header",
        { class: "panel-head" },
        h("h2", {}, "Server log"),
        h("div", { class: "log-tools" }, filter, pause, more),
      ),
      h("div", { class: "log-pane" }, scroll, this.#follow.button),
    );
    filter.addEventListener("input", () => this.#redraw(), { signal });
    level.addEventListener("change", () => this.#redraw(), { signal });
    connections.addEventListener("click", () => this.#toggleConnections(), { signal });
    rows.addEventListener("click", ({ target }) => expandValue(target), { signal });
    onSourceLink(rows, (file, line, link) => this.#showLine(file, line, link), signal);
    session.events.on("batch", (batch) => this.#onBatch(batch), signal);
    session.events.on("run", (entry) => this.#add([entry]), signal);
    session.events.on("peers", () => this.#addChips(), signal);
    session.events.on("change", () => this.#drawGoroutines(), signal);
    this.#drawGoroutines();
    this.#requestDraw();
  }

  toNewest() {
    this.#follow.toNewest();
  }

  /** @param {AbortSignal} signal */
  #makeParts(signal) {
    const level = h(
      "select",
      { class: "log-level", "aria-label": "Least level" },
      h("option", { value: "DEBUG" }, "all levels"),
      h("option", { value: "INFO" }, "info, up"),
      h("option", { value: "WARN" }, "warn, up"),
      h("option", { value: "ERROR" }, "errors"),
    );
    const connections = h(
      "button",
      {
        type: "button",
        class: "menu-item toggle",
        "aria-pressed": "true",
        title: "Show accepts and closes too",
      },
      "Connections",
    );
    const clear = button("Clear", { class: "menu-item" }, () => this.#clear(), signal);
    const ask = () => this.#session.logGoroutines();
    const goroutines = button("Where goroutines wait", { class: "menu-item" }, ask, signal);
    const items = [level, connections, goroutines, clear];
    const more = menu("Levels, connections, clear", items, signal).element;
    more.classList.add("opens-up");
    const pressed = { class: "button small pause", "aria-pressed": "false" };
    return {
      rows: h("ol", { class: "log-rows" }),
      scroll: h("div", {
        class: "log-scroll",
        tabindex: "0",
        role: "region",
        "aria-label": "Records",
      }),
      empty: h("p", { class: "log-empty" }),
      filter: h("input", {
        type: "search",
        class: "log-filter",
        placeholder: "filter",
        "aria-label": "Filter the log",
      }),
      level,
      connections,
      goroutines,
      pause: button("Pause", pressed, () => this.#togglePause(), signal),
      more,
    };
  }

  /** @param {Batch} batch */
  #onBatch({ events, entries }) {
    this.#toFlash.push(...events.filter(({ kind, source }) => kind === "log" && source));
    this.#add(entries);
  }

  /** @param {LogEntry[]} entries */
  #add(entries) {
    this.#announce(this.#model.add(entries));
    this.#requestDraw();
  }

  /** @param {LogEntry[]} entries */
  #announce(entries) {
    if (document.hidden || this.#isQuiet) return;
    for (const { event } of entries) if (event?.kind === "log") announce(() => recordText(event));
  }

  #draw() {
    this.#flash();
    const { rows, empty } = this.#parts;
    const shown = this.#model.takeUndrawn().filter(this.#filter());
    const last = this.#lastDrawn;
    const merges = last?.skipped !== undefined && shown[0]?.skipped !== undefined;
    const added = mergeSkipped(merges ? [last, ...shown] : shown).slice(-MAX_ROWS);
    if (added.length > 0) {
      rows.querySelector(".is-newest")?.classList.remove("is-newest");
      if (merges) rows.lastElementChild?.remove();
      this.#lastDrawn = added.at(-1) ?? null;
      const over = rows.childElementCount + added.length - MAX_ROWS;
      if (over >= rows.childElementCount) rows.replaceChildren();
      else for (let left = over; left > 0; left--) rows.firstElementChild?.remove();
      rows.append(...added.map((entry) => rowFor(entry, this.#session)));
      rows.lastElementChild?.classList.add("is-newest");
    }
    empty.hidden = rows.childElementCount > 0;
    empty.textContent = this.#model.empty ? "Nothing logged yet." : "No record matches the filter.";
    this.#drawPause();
  }

  #filter() {
    const { filter, level, connections } = this.#parts;
    const shown = connections.getAttribute("aria-pressed") === "true";
    return filterFor({ text: filter.value, level: level.value, connections: shown });
  }

  /** Draws every line again: the filter has changed. */
  #redraw() {
    this.#parts.rows.replaceChildren();
    this.#lastDrawn = null;
    this.#model.redraw();
    this.#requestDraw();
  }

  #flash() {
    for (const { source } of this.#toFlash.slice(-MAX_FLASHES)) {
      if (source) this.#source.flash(source.file, source.line);
    }
    this.#toFlash = [];
  }

  /** Marks the rows of a client that has become known after they were drawn. */
  #addChips() {
    for (const row of this.#parts.rows.querySelectorAll("[data-peer]:not(:has(.client-chip))")) {
      const chip = chipFor(this.#session, /** @type {HTMLElement} */ (row).dataset.peer);
      if (chip) row.querySelector(".log-text")?.prepend(chip);
    }
  }

  #toggleConnections() {
    const { connections } = this.#parts;
    const shown = connections.getAttribute("aria-pressed") === "true";
    connections.setAttribute("aria-pressed", String(!shown));
    this.#redraw();
  }

  #togglePause() {
    if (this.#model.paused) this.#announce(this.#model.resume());
    else this.#model.pause();
    this.#requestDraw();
  }

  #drawPause() {
    const { pause } = this.#parts;
    const { paused, pendingCount } = this.#model;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? `Go on (${pendingCount})` : "Pause";
  }

  /**
   * @param {string} file
   * @param {number} line
   * @param {Element} link
   */
  #showLine(file, line, link) {
    const row = /** @type {HTMLElement | null} */ (link.closest("[data-id]"));
    const version = this.#session.history.versionOf(Number(row?.dataset.id));
    return this.#source.show(file, line, version);
  }

  #drawGoroutines() {
    this.#parts.goroutines.hidden = !this.#session.canLogGoroutines;
  }

  #clear() {
    this.#parts.rows.replaceChildren();
    this.#lastDrawn = null;
    this.#model.clear();
    this.#requestDraw();
  }
}
