// The timeline: a lane for the server and one for each client, arrows for bytes,
// and at each lane's head the line at which its connection waits now. What it
// holds is in trace.js; here it is put on the page, at most once a frame.

import { differenceOf } from "../difference.js";
import { atNextFrame, h } from "../dom.js";
import { Follow } from "../follow.js";
import { Piece } from "../piece.js";
import { Detail } from "./detail.js";
import { Diagram } from "./diagram.js";
import { Feed } from "./feed.js";
import { Heads, headsFor } from "./heads.js";
import { laneOf, lanesFor, place } from "./lanes.js";
import { Library } from "./library.js";
import { Table } from "./table.js";
import { Toolbar } from "./toolbar.js";
import { MOST_ROWS } from "./trace.js";
import { Walk } from "./walk.js";

/**
 * @typedef {import("../../lab/session.js").LabSession} LabSession
 * @typedef {import("../source/source.js").Source} Source
 * @typedef {import("./lanes.js").Lane} Lane
 * @typedef {import("./trace.js").Row} Row
 * @typedef {{ lanes: Lane[], all: Lane[], more: number, rows: Row[],
 *   context: import("./draw.js").Context }} Scene
 */

const TICK = 500; // ms between two looks at the clock
const FLOOD = 120; // ms between two drawings where nobody could follow them

export class LabTimeline extends Piece {
  /** @type {LabSession} */
  session = /** @type {any} */ (null);
  /** @type {Source} */
  source = /** @type {any} */ (null);
  /** @type {Feed} */
  #feed = /** @type {any} */ (null);
  /** @type {Toolbar} */
  #toolbar = /** @type {any} */ (null);
  /** @type {Walk} */
  #walk = /** @type {any} */ (null);
  /** @type {Detail} */
  #detail = /** @type {any} */ (null);
  #diagram = new Diagram();
  #heads = new Heads();
  #table = new Table();
  /** @type {{ timeline: Follow, table: Follow }} */
  #follow = /** @type {any} */ (null);
  /** @type {Library} */
  #library = /** @type {any} */ (null);
  /** @type {Row[] | null} the rows as they were when it was paused */
  #frozen = null;
  #frozenAt = 0;
  /** A write of this run has had to wait: how much fits in between matters. */
  #pressed = false;
  #drawnAt = 0;
  #drawnSteps = 0;
  /** @type {Scene | null} */
  #scene = null;
  /** @type {() => void} */
  #ask = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;
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

  /** @param {AbortSignal} signal */
  mount(signal) {
    const { scroll, canvas, picture, empty, note, panel } = this.#parts;
    this.#ask = atNextFrame(() => this.#draw(), signal);
    this.#feed = new Feed(this.session, (newRun) => this.#changed(newRun), signal);
    this.#walk = new Walk(this.#diagram, () => this.#ask(), signal);
    const follow = (/** @type {string} */ file, /** @type {number} */ line) =>
      this.#ours && this.source.show(file, line);
    const newest = () => this.#followNewest();
    this.#detail = new Detail({ close: () => this.#closeDetail(), newest, follow }, signal);
    const onKey = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape" && !this.#detail.element.hidden) this.#closeDetail();
    };
    panel.addEventListener("keydown", onKey, { signal });
    this.#library = new Library(this.session, {
      turned: () => this.#begin(),
      said: () => this.#tellLab(),
    });
    this.#toolbar = new Toolbar(this.#actions(), signal);
    canvas.replaceChildren(this.#heads.element, this.#diagram.element);
    scroll.replaceChildren(canvas, empty);
    this.#follow = {
      timeline: new Follow(scroll, canvas, signal),
      table: new Follow(this.#table.scroll, this.#table.content, signal),
    };
    this.#table.element.append(this.#follow.table.button);
    picture.replaceChildren(scroll, this.#follow.timeline.button);
    panel.replaceChildren(picture, this.#table.element, note, this.#detail.element);
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", "Timeline");
    this.replaceChildren(this.#toolbar.element, this.#library.banner, panel);
    this.#table.element.addEventListener("click", (event) => followLink(event, follow), { signal });
    this.session.events.on("peers", () => this.#redraw(), signal);
    this.session.events.on("change", () => this.#ask(), signal);
    let width = 0; // the height decides nothing of what is drawn
    const resize = new ResizeObserver(() => {
      if (width !== scroll.clientWidth) this.#ask();
      width = scroll.clientWidth;
    });
    resize.observe(scroll);
    const tick = setInterval(() => this.#tick(), TICK);
    signal.addEventListener("abort", () => {
      clearInterval(tick);
      clearTimeout(this.#later);
      resize.disconnect();
    });
    this.#ask();
  }

  /** @returns {import("./toolbar.js").Does} */
  #actions() {
    return {
      show: () => this.#showView(),
      filter: () => this.#redraw(),
      pause: () => this.#pause(),
      clear: () => this.#clear(),
      saveRun: () => this.#library.saveRun(this.#feed.trace),
      savePicture: () => this.#savePicture(),
      load: (file) => this.#library.load(file),
    };
  }

  /** Goes to the newest event; no arrow stays chosen. */
  toNewest() {
    this.#walk.letGo();
    this.#follow.timeline.toNewest();
    this.#follow.table.toNewest();
  }

  /** Whether there is something to see even where no lab has run. */
  get speaks() {
    return this.#library.speaks;
  }

  get #saved() {
    return this.#library.saved;
  }

  /** Whether the lines shown are those of the page's own lesson. */
  get #ours() {
    return this.#saved === null || this.#saved.run.lab.lesson === this.session.lesson;
  }

  /** Whether nothing is heard of the lab: where its connections stand is not known. */
  get #lost() {
    const { link, state } = this.session;
    return this.#saved === null && (link === "reconnecting" || state === "gone");
  }

  get #trace() {
    return this.#saved?.trace ?? this.#feed.trace;
  }

  get #tls() {
    return Boolean(this.#library.lab?.tls);
  }

  /** Lets the reader choose a saved run. */
  chooseSaved() {
    this.#toolbar.choose();
  }

  /** @param {boolean} newRun */
  #changed(newRun) {
    if (newRun) this.#pressed = false;
    if (newRun && !this.#saved) this.#unfreeze();
    if (newRun) this.#redraw();
    // What comes faster than it can be read is drawn now and then.
    const flood = this.#trace.steps - this.#drawnSteps > MOST_ROWS / 2;
    const wait = this.#drawnAt + FLOOD - performance.now();
    if (!flood || wait <= 0) this.#ask();
    else this.#later ??= setTimeout(() => this.#ask(), wait);
  }

  /** Everything is drawn anew: other names, another filter, another run. */
  #redraw() {
    this.#diagram.reset();
    this.#table.reset();
    this.#ask();
  }

  #draw() {
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#drawnAt = performance.now();
    this.#drawnSteps = this.#trace.steps;
    this.#drawWaits();
    const { scroll, panel } = this.#parts;
    const room = scroll.clientWidth || panel.clientWidth;
    if (room === 0) return;
    const scene = this.#compose(room);
    this.#scene = scene;
    if (this.#toolbar.view === "timeline") this.#drawDiagram(scene);
    else this.#table.draw(scene.rows, scene.context);
    this.#drawHeads();
    this.#drawAround(scene);
  }

  /** @param {Scene} scene */
  #drawDiagram({ rows, lanes, context }) {
    const focused = this.#diagram.element.contains(document.activeElement);
    this.#diagram.draw(rows, lanes, context);
    this.#parts.canvas.style.width = `${context.places.width}px`;
    this.#walk.mark();
    if (focused && !this.#diagram.element.contains(document.activeElement)) this.#walk.refocus();
  }

  /**
   * @param {number} room px
   * @returns {Scene}
   */
  #compose(room) {
    const trace = this.#trace;
    const { states } = trace;
    /** @type {Map<number, Lane>} */
    const known = new Map();
    const lane = (/** @type {number} */ conn) => {
      const made = known.get(conn) ?? laneOf(conn, states, (peer) => this.#owner(peer));
      known.set(conn, made);
      return made;
    };
    const only = this.#toolbar.only;
    const wanted = (/** @type {number} */ conn) => only === "" || lane(conn).key === only;
    const found = this.#frozen ?? trace.rows(wanted);
    const open = [...states.connections.values()].filter((state) => state.open);
    this.#pressed ||= !this.#saved && open.some(({ write }) => write !== null);
    const drawn = found.flatMap(({ step }) => (step?.conn ? [step.conn] : []));
    const { lanes: all, more } = lanesFor([...open.map(({ conn }) => conn), ...drawn], lane);
    const lanes = only === "" ? all : all.filter(({ key }) => key === only);
    const keys = new Set(lanes.map(({ key }) => key));
    const rows = found.filter(({ step }) => !step?.conn || keys.has(lane(step.conn).key));
    const context = { places: place(lanes, room), lane, tls: this.#tls };
    return { lanes, all, more, rows, context };
  }

  /**
   * @param {string} peer
   * @returns {import("./lanes.js").Owner | null}
   */
  #owner(peer) {
    if (!this.#saved) return this.session.clientAt(peer);
    return this.#saved.run.clients.find((client) => client.peer === peer) ?? null;
  }

  #drawHeads() {
    if (!this.#scene) return;
    const { lanes, context } = this.#scene;
    const listening = this.#saved ? true : this.session.state === "listening";
    const now = this.#saved?.now ?? this.#feed.now;
    const time = { now, listening, lost: this.#lost };
    const heads = headsFor(lanes, context.places, this.#trace.states, time);
    if (this.#toolbar.view === "timeline") this.#heads.draw(heads, context.places);
    else this.#table.drawStates(heads);
  }

  #drawWaits() {
    const known = this.#ours && !this.#lost;
    this.source.showWaits(known ? this.#trace.states.waits() : new Map());
  }

  /** @param {Scene} scene */
  #drawAround({ rows, all, more, context }) {
    const trace = this.#trace;
    const { empty, note } = this.#parts;
    const paused = this.#frozen !== null;
    const held = paused ? trace.steps - this.#frozenAt : 0;
    const saved = this.#saved !== null;
    this.#toolbar.draw(all, { paused, held, empty: trace.events.length === 0, saved });
    const steps = rows.filter(({ step }) => step);
    empty.hidden = steps.some(({ step }) => step?.conn) || this.#toolbar.view !== "timeline";
    empty.textContent = this.#toolbar.only
      ? "Nothing of this client is kept."
      : "As soon as a client is here, each Read and Write of the server becomes an arrow, tied to its line of source.";
    const said = [noteFor(trace, steps.length, paused || this.#toolbar.only !== "", more)];
    if (this.#pressed && !saved) said.push(differenceOf(this.session.place, "buffers"));
    note.textContent = said.filter(Boolean).join(" ");
    note.hidden = note.textContent === "";
    this.#drawDetail(steps.at(-1)?.step ?? null, context);
  }

  /**
   * @param {import("./steps.js").Step | null} newest
   * @param {import("./draw.js").Context} context
   */
  #drawDetail(newest, { lane, tls }) {
    const { pinned } = this.#walk;
    if (pinned) this.#detail.follows = false;
    const wanted = pinned ?? (this.#detail.follows ? newest : null);
    const step = this.#toolbar.view === "timeline" ? wanted : null;
    const opens = this.#detail.element.hidden && step !== null;
    this.source.light(this.#ours ? this.#walk.step?.event.source : undefined);
    const shown = step && {
      step,
      lane: step.conn ? lane(step.conn) : null,
      trace: this.#trace,
      tls,
    };
    this.#detail.draw(shown);
    if (opens && pinned) this.#keepInView(pinned);
  }

  /**
   * The detail takes its room from the picture: what it is about stays in view.
   * @param {import("./steps.js").Step} step
   */
  #keepInView({ seq }) {
    this.#follow.timeline.stay();
    this.#diagram.find(seq)?.node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Nothing happens, and yet time passes: in the heads it shows. */
  #tick() {
    if (!document.hidden && !this.#saved) this.#drawHeads();
  }

  #showView() {
    const { panel, picture } = this.#parts;
    const { view } = this.#toolbar ?? { view: "timeline" };
    this.dataset.view = view;
    panel.setAttribute("aria-labelledby", `timeline-tab-${view}`);
    picture.hidden = view !== "timeline";
    this.#table.element.hidden = view !== "table";
    this.#ask();
  }

  #pause() {
    if (this.#frozen) this.#unfreeze();
    else {
      this.#draw(); // what was asked for a moment ago is in it
      this.#frozen = this.#scene?.rows ?? [];
      this.#frozenAt = this.#trace.steps;
    }
    this.#ask();
  }

  #unfreeze() {
    this.#frozen = null;
  }

  #closeDetail() {
    const pinned = this.#diagram.find(this.#walk.pinned?.seq ?? 0);
    this.#detail.follows = false;
    if (this.#detail.element.contains(document.activeElement))
      (pinned?.node ?? this.#parts.scroll).focus({ preventScroll: true });
    this.#walk.letGo();
  }

  #followNewest() {
    this.#detail.follows = !this.#detail.follows;
    if (this.#detail.follows) this.toNewest();
    this.#ask();
  }

  #clear() {
    this.#feed.trace.clear();
    this.#unfreeze();
    this.#walk.letGo();
    this.#redraw();
  }

  #savePicture() {
    if (this.#toolbar.view !== "timeline") this.#toolbar.select("timeline");
    this.#draw();
    this.#library.savePicture(this.#heads.element, this.#diagram.element);
  }

  /** Another run is in view than the moment before. */
  #begin() {
    this.#unfreeze();
    this.#walk.letGo();
    this.toggleAttribute("data-saved", this.#saved !== null);
    this.#tellLab();
    this.#redraw();
    if (!this.#saved) this.#parts.scroll.focus({ preventScroll: true });
  }

  /** The lab makes room for a saved run where none of its own has been. */
  #tellLab() {
    this.dispatchEvent(new CustomEvent("saved-run", { bubbles: true }));
  }
}

/**
 * @param {import("./trace.js").Trace} trace
 * @param {number} drawn
 * @param {boolean} partly a filter or a pause hides some on purpose
 * @param {number} more lanes
 */
function noteFor(trace, drawn, partly, more) {
  const parts = [];
  const older = trace.steps - drawn;
  if (older > 0 && !partly)
    parts.push(`The newest ${drawn} of ${trace.steps.toLocaleString("en")} events are drawn.`);
  if (trace.skipped > 0)
    parts.push(`${trace.skipped.toLocaleString("en")} were skipped: too fast to keep.`);
  if (more > 0) parts.push(`${more} more connections have no lane.`);
  return parts.join(" ");
}

/**
 * @param {Event} event
 * @param {(file: string, line: number) => boolean} follow
 */
function followLink(event, follow) {
  const link = event.target instanceof Element ? event.target.closest("a.log-source") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  const { file = "", line = "" } = link.dataset;
  if (follow(file, Number(line))) event.preventDefault();
}

customElements.define("lab-timeline", LabTimeline);
