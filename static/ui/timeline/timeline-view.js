// Puts the timeline on the page: its toolbar, the diagram or the table, the detail of
// the selected event and the notes. It draws at most once a frame.

import { atNextFrame, h } from "../dom.js";
import { Follow } from "../follow.js";
import { limitationText } from "../limitation.js";
import { onSourceLink } from "../source/source-link.js";
import { Detail } from "./detail.js";
import { Diagram } from "./diagram.js";
import { LaneHeaders, laneHeaders } from "./lane-headers.js";
import { LiveSource } from "./live-source.js";
import { RunFiles } from "./run-files.js";
import { compose, omissions } from "./scene.js";
import { Selection } from "./selection.js";
import { Table } from "./table.js";
import { MAX_ROWS } from "./timeline-model.js";
import { Toolbar } from "./toolbar.js";

/**
 * @import { RunSession } from "../../lab/session.js"
 * @import { TCPWatch } from "../../lab/tcp-watch.js"
 * @import { RunSource } from "../source/run-source.js"
 * @import { Context } from "./draw-row.js"
 * @import { Mark } from "./event-marks.js"
 * @import { Owner } from "./lanes.js"
 * @import { Scene } from "./scene.js"
 * @import { Row } from "./timeline-model.js"
 */

const TICK = 500; // ms between two updates of the waiting times
const FLOOD_INTERVAL = 120; // ms between two drawings while events come too fast to read

export class TimelineView {
  #host;
  #session;
  #source;
  #tcp;
  #live;
  #files;
  #toolbar;
  #selection;
  #detail;
  #diagram = new Diagram();
  #headers = new LaneHeaders();
  #table = new Table();
  #follow;
  #requestDraw;
  /** @type {Row[] | null} the rows when the timeline was paused */
  #frozen = null;
  #frozenCount = 0; // marks at that time
  /** A Write of this run has waited: how much the buffers hold is worth a note. */
  #hadBackpressure = false;
  #drawnAt = 0;
  #drawnMarks = 0;
  /** @type {Scene | null} the last one drawn */
  #scene = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #delayedDraw;
  #parts = {
    scroll: h("div", {
      class: "tl-scroll",
      tabindex: "-1",
      role: "group",
      "aria-label": "Sequence of events: arrow keys walk, Enter pins",
    }),
    canvas: h("div", { class: "tl-canvas" }),
    picture: h("div", { class: "tl-picture" }),
    empty: h("p", { class: "tl-empty" }),
    note: h("p", { class: "tl-note", hidden: true }),
    panel: h("div", { class: "tl-panel", id: "timeline-panel", role: "tabpanel" }),
  };

  /**
   * @param {HTMLElement} host the element to fill
   * @param {RunSession} session
   * @param {RunSource} source
   * @param {TCPWatch | null} tcp
   * @param {AbortSignal} signal
   */
  constructor(host, session, source, tcp, signal) {
    const { scroll, canvas } = this.#parts;
    this.#tcp = tcp;
    this.#host = host;
    this.#session = session;
    this.#source = source;
    this.#requestDraw = atNextFrame(() => this.#draw(), signal);
    this.#live = new LiveSource(session, (newRun) => this.#onLiveChange(newRun), signal);
    this.#files = new RunFiles(session, source, {
      onRunChange: () => this.#onRunChange(),
      onBannerChange: () => this.#notifyLab(),
    });
    this.#selection = new Selection(this.#diagram, this.#requestDraw, signal);
    this.#detail = new Detail(
      { close: () => this.#closeDetail(), toggleFollow: () => this.#toggleFollow() },
      signal,
    );
    this.#follow = {
      timeline: new Follow(scroll, canvas, signal),
      table: new Follow(this.#table.scroll, this.#table.content, signal),
    };
    this.#toolbar = new Toolbar(
      {
        show: () => this.#showView(),
        filter: () => this.#redraw(),
        pause: () => this.#togglePause(),
        clear: () => this.#clear(),
        saveRun: () => this.#files.saveRun(this.#live.model),
        savePicture: () => this.#savePicture(),
        load: (file) => this.#files.load(file),
      },
      signal,
    );
    this.#assemble();
    this.#listen(signal);
    this.#showView();
  }

  #assemble() {
    const { scroll, canvas, picture, empty, note, panel } = this.#parts;
    canvas.replaceChildren(this.#headers.element, this.#diagram.element);
    scroll.replaceChildren(canvas, empty);
    picture.replaceChildren(scroll, this.#follow.timeline.button);
    this.#table.element.append(this.#follow.table.button);
    panel.replaceChildren(picture, this.#table.element, note, this.#detail.element);
    this.#host.replaceChildren(this.#toolbar.element, this.#files.banner, panel);
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const { scroll, panel } = this.#parts;
    const onKey = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape" && !this.#detail.element.hidden) this.#closeDetail();
    };
    panel.addEventListener("keydown", onKey, { signal });
    onSourceLink(panel, (file, line) => this.#showLine(file, line), signal);
    this.#session.events.on("peers", () => this.#redraw(), signal);
    this.#session.events.on("change", this.#requestDraw, signal);
    let width = 0; // the drawing depends on the width alone
    const resize = new ResizeObserver(() => {
      if (width !== scroll.clientWidth) this.#requestDraw();
      if (width === 0) this.#tcp?.poke(); // it may come into view
      width = scroll.clientWidth;
    });
    resize.observe(scroll);
    this.#tcp?.add({ looks: () => this.#showsHeaders, closely: false });
    this.#tcp?.events.on("change", () => this.#drawHeaders(), signal);
    const tick = setInterval(() => this.#tick(), TICK);
    signal.addEventListener("abort", () => {
      clearInterval(tick);
      clearTimeout(this.#delayedDraw);
      resize.disconnect();
    });
  }

  toNewest() {
    this.#selection.clear();
    this.#follow.timeline.toNewest();
    this.#follow.table.toNewest();
  }

  get hasContent() {
    return this.#files.hasContent;
  }

  chooseSaved() {
    this.#toolbar.choose();
  }

  get #saved() {
    return this.#files.saved;
  }

  get #model() {
    return this.#saved?.model ?? this.#live.model;
  }

  /** Whether the page shows the source of the run, so that its lines can be marked. */
  get #hasSource() {
    if (this.#saved === null) return true;
    const { run } = this.#saved;
    return run.lab.lesson === this.#session.lesson && this.#source.isCurrent(run);
  }

  /**
   * @param {string} file
   * @param {number} line
   */
  #showLine(file, line) {
    if (this.#saved === null) return this.#source.show(file, line);
    const { run } = this.#saved;
    if (Object.keys(run.files).length > 0) return this.#source.showSaved(run, file, line);
    return run.lab.lesson === this.#session.lesson && this.#source.show(file, line, null);
  }

  /** Whether the lab cannot be reached: the states of its connections are not known. */
  get #lost() {
    const { link, state } = this.#session;
    return this.#saved === null && (link === "reconnecting" || state === "gone");
  }

  /** @param {boolean} newRun */
  #onLiveChange(newRun) {
    if (newRun) this.#hadBackpressure = false;
    if (newRun && !this.#saved) this.#frozen = null;
    if (newRun) this.#redraw();
    // Events that come faster than they can be read are drawn less often.
    const flood = this.#model.markCount - this.#drawnMarks > MAX_ROWS / 2;
    const wait = this.#drawnAt + FLOOD_INTERVAL - performance.now();
    if (!flood || wait <= 0) this.#requestDraw();
    else this.#delayedDraw ??= setTimeout(this.#requestDraw, wait);
  }

  /** Draws every row again: names, filter or run have changed. */
  #redraw() {
    this.#diagram.reset();
    this.#table.reset();
    this.#requestDraw();
  }

  #draw() {
    clearTimeout(this.#delayedDraw);
    this.#delayedDraw = undefined;
    this.#drawnAt = performance.now();
    this.#drawnMarks = this.#model.markCount;
    this.#drawWaits();
    const { scroll, panel } = this.#parts;
    const width = scroll.clientWidth || panel.clientWidth;
    if (width === 0) return;
    const scene = compose(this.#model, {
      width,
      only: this.#toolbar.only,
      frozen: this.#frozen,
      owner: (peer) => this.#owner(peer),
      nameOf: (peer) => (this.#saved ? "" : this.#session.nameOfPeer(peer)),
      tls: Boolean(this.#files.lab?.tls),
    });
    this.#scene = scene;
    this.#hadBackpressure ||= !this.#saved && scene.writeWaits;
    if (this.#toolbar.view === "timeline") this.#drawDiagram(scene);
    else this.#table.draw(scene.rows, scene.context);
    this.#drawHeaders();
    this.#drawRest(scene);
  }

  /** @param {Scene} scene */
  #drawDiagram({ rows, lanes, context }) {
    const hasFocus = () => this.#diagram.element.contains(document.activeElement);
    const focused = hasFocus();
    this.#diagram.draw(rows, lanes, context);
    this.#parts.canvas.style.width = `${context.layout.width}px`;
    this.#selection.refresh();
    if (focused && !hasFocus()) this.#selection.refocus();
  }

  /**
   * @param {string} peer
   * @returns {Owner | null}
   */
  #owner(peer) {
    if (!this.#saved) return this.#session.clientByPeer(peer);
    return this.#saved.run.clients.find((client) => client.peer === peer) ?? null;
  }

  #drawHeaders() {
    if (!this.#scene) return;
    const { lanes, context } = this.#scene;
    const listening = this.#saved ? true : this.#session.state === "listening";
    const now = this.#saved?.now ?? this.#live.now;
    const tcp = this.#saved || this.#lost ? null : this.#tcp;
    const server = { now, listening, lost: this.#lost, tcp };
    const headers = laneHeaders(lanes, context.layout, this.#model.states, server);
    if (this.#toolbar.view === "timeline") this.#headers.draw(headers, context.layout);
    else this.#table.drawStates(headers);
  }

  /** Whether the learner sees the states of the live connections. */
  get #showsHeaders() {
    const isVisible = !document.hidden && this.#parts.scroll.clientWidth > 0;
    return isVisible && !this.#saved && this.#toolbar.view === "timeline";
  }

  #drawWaits() {
    const known = this.#hasSource && !this.#lost;
    this.#source.showWaits(known ? this.#model.states.waits() : new Map());
  }

  /** @param {Scene} scene */
  #drawRest({ rows, all, more, context }) {
    const model = this.#model;
    const { empty, note } = this.#parts;
    const { only, view } = this.#toolbar;
    const paused = this.#frozen !== null;
    const pending = paused ? model.markCount - this.#frozenCount : 0;
    const saved = this.#saved !== null;
    const version = this.#session.version?.label ?? "";
    const noEvents = model.events.length === 0;
    this.#toolbar.draw(all, { paused, pending, empty: noEvents, saved, version });
    const marks = rows.flatMap(({ mark }) => (mark ? [mark] : []));
    empty.hidden = marks.some(({ conn }) => conn > 0) || view !== "timeline";
    empty.textContent = only
      ? "Nothing of this client is kept."
      : "As soon as a client is here, each Read and Write of the server becomes an arrow, tied to its line of source.";
    const notes = [omissions(model, { marks: marks.length, partly: paused || only !== "", more })];
    if (this.#hadBackpressure && !saved)
      notes.push(limitationText(this.#session.labTransport, "buffers"));
    note.textContent = notes.filter(Boolean).join(" ");
    note.hidden = note.textContent === "";
    this.#drawDetail(marks.at(-1) ?? null, context);
  }

  /**
   * @param {Mark | null} newest
   * @param {Context} context
   */
  #drawDetail(newest, { lane, tls }) {
    const { pinned } = this.#selection;
    if (pinned) this.#detail.follows = false;
    const selected = pinned ?? (this.#detail.follows ? newest : null);
    const mark = this.#toolbar.view === "timeline" ? selected : null;
    const opens = this.#detail.element.hidden && mark !== null;
    const { source } = this.#selection.mark?.event ?? {};
    this.#source.light(this.#hasSource ? source : undefined);
    this.#detail.draw(
      mark && { mark, lane: mark.conn ? lane(mark.conn) : null, model: this.#model, tls },
    );
    if (opens && pinned) this.#keepInView(pinned);
  }

  /**
   * Scrolls an event back into view: the detail has taken room from the diagram.
   * @param {Mark} mark
   */
  #keepInView({ seq }) {
    this.#follow.timeline.stay();
    this.#diagram.find(seq)?.node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Updates the waiting times in the headers, which change without an event. */
  #tick() {
    if (!document.hidden && !this.#saved) this.#drawHeaders();
  }

  #showView() {
    const { panel, picture } = this.#parts;
    const { view } = this.#toolbar;
    this.#host.dataset.view = view;
    panel.setAttribute("aria-labelledby", `timeline-tab-${view}`);
    picture.hidden = view !== "timeline";
    this.#table.element.hidden = view !== "table";
    this.#tcp?.poke();
    this.#requestDraw();
  }

  #togglePause() {
    if (this.#frozen) this.#frozen = null;
    else {
      this.#draw(); // a drawing may be due: its rows belong to those that stay
      this.#frozen = this.#scene?.rows ?? [];
      this.#frozenCount = this.#model.markCount;
    }
    this.#requestDraw();
  }

  #closeDetail() {
    const pinned = this.#diagram.find(this.#selection.pinned?.seq ?? 0);
    this.#detail.follows = false;
    if (this.#detail.element.contains(document.activeElement))
      (pinned?.node ?? this.#parts.scroll).focus({ preventScroll: true });
    this.#selection.clear();
  }

  #toggleFollow() {
    this.#detail.follows = !this.#detail.follows;
    if (this.#detail.follows) this.toNewest();
    this.#requestDraw();
  }

  #clear() {
    this.#live.model.clear();
    this.#frozen = null;
    this.#selection.clear();
    this.#redraw();
  }

  #savePicture() {
    if (this.#toolbar.view !== "timeline") this.#toolbar.select("timeline");
    this.#draw();
    this.#files.savePicture(this.#headers.element, this.#diagram.element);
  }

  /** Shows another run than before: a saved one, or the live one again. */
  #onRunChange() {
    this.#frozen = null;
    this.#selection.clear();
    this.#host.toggleAttribute("data-saved", this.#saved !== null);
    this.#notifyLab();
    this.#redraw();
    if (!this.#saved) this.#parts.scroll.focus({ preventScroll: true });
  }

  /** The lab makes room for a saved run where it has none of its own. */
  #notifyLab() {
    this.#host.dispatchEvent(new CustomEvent("saved-run", { bubbles: true }));
  }
}
