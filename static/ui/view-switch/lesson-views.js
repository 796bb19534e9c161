// On a phone, lesson and lab are two views of one page. Each view keeps its own
// scroll position, over a reload as well. On a wide screen both are visible.

import { Emitter } from "../../core/emitter.js";
import { loadView, saveView } from "../../lab/preferences.js";

/** @typedef {"lesson" | "lab"} View */

const ONE_COLUMN = matchMedia("(width < 62rem)");

export class LessonViews {
  /** @type {Emitter<{ change: null }>} */
  events = new Emitter();
  /** The lab's column. */
  lab;
  #main;
  /** @type {Map<View, number>} scroll position of the views, in px */
  #positions = new Map();
  /** @type {HTMLElement | null} led the learner to the lab; gets the focus back */
  #opener = null;

  /**
   * @param {HTMLElement} main has the current view as data-view
   * @param {HTMLElement} lab the lab's column, inside main
   * @param {AbortSignal} signal
   */
  constructor(main, lab, signal) {
    this.#main = main;
    this.lab = lab;
    ONE_COLUMN.addEventListener("change", () => this.#onResize(), { signal });
    addEventListener("pagehide", () => this.#save(), { signal });
    // A link to a section leads to the lesson, one into the lab to the lab.
    addEventListener("hashchange", () => this.#showTarget(), { signal });
  }

  /** @returns {View} */
  get view() {
    return this.#main.dataset.view === "lab" ? "lab" : "lesson";
  }

  get lessonTitle() {
    return this.#main.querySelector("#lesson h1")?.textContent ?? "";
  }

  /** Whether lesson and lab are two views instead of two columns. */
  get oneColumn() {
    return ONE_COLUMN.matches;
  }

  /** Whether the view of the lab is the only one visible. */
  get labOnly() {
    return this.oneColumn && this.view === "lab";
  }

  /**
   * Shows one view at its last scroll position. It does nothing where both are
   * visible.
   * @param {View} view
   */
  show(view) {
    if (!this.oneColumn || view === this.view) return;
    this.#positions.set(this.view, scrollY);
    this.#setView(view);
    scrollTo({ top: this.#positions.get(view) ?? 0 });
  }

  /**
   * @param {View} view
   * @returns {number} its scroll position, current or last, in px
   */
  positionOf(view) {
    const visible = !this.oneColumn || view === this.view;
    return visible ? scrollY : (this.#positions.get(view) ?? 0);
  }

  /**
   * @param {View} view
   * @param {number} top px; a hidden view gets it when it is shown
   */
  setPosition(view, top) {
    if (this.oneColumn && view !== this.view) this.#positions.set(view, top);
    else scrollTo({ top });
  }

  /**
   * Shows the lab and focuses it.
   * @param {HTMLElement} from gets the focus back from goBack
   */
  goToLab(from) {
    this.#opener = from;
    this.show("lab");
    this.focusLab();
  }

  /** Shows the lesson and focuses the element that led to the lab. */
  goBack() {
    this.show("lesson");
    const target = this.#opener?.isConnected ? this.#opener : this.#main;
    target.focus({ preventScroll: this.oneColumn });
  }

  /** Focuses the lab's column without scrolling. */
  focusLab() {
    this.lab.focus({ preventScroll: true });
  }

  /**
   * @param {Element | null} element
   * @returns {View} the view that contains it
   */
  viewOf(element) {
    return element && this.lab.contains(element) ? "lab" : "lesson";
  }

  /**
   * Shows the view and the scroll position from before a reload, or what the
   * address points to.
   */
  restore() {
    if (isRevisit()) this.#load();
    this.#showTarget();
  }

  /** @param {View} view */
  #setView(view) {
    this.#main.dataset.view = view;
    this.events.emit("change", null);
  }

  /** Keeps the focused element visible when the window becomes narrow. */
  #onResize() {
    this.#setView(this.oneColumn ? this.viewOf(document.activeElement) : "lesson");
  }

  #save() {
    this.#positions.set(this.view, scrollY);
    saveView(location.pathname, {
      view: this.view,
      positions: Object.fromEntries(this.#positions),
    });
  }

  #load() {
    const saved = loadView(location.pathname);
    if (!saved || !this.oneColumn) return;
    this.#positions = new Map(/** @type {[View, number][]} */ (Object.entries(saved.positions)));
    if (saved.view === "lesson") return; // the browser restores its position
    this.#setView(saved.view);
    scrollTo({ top: this.#positions.get(saved.view) ?? 0 });
  }

  #showTarget() {
    const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    if (!target || this.viewOf(target) === this.view) return;
    this.show(this.viewOf(target));
    if (this.oneColumn) target.scrollIntoView();
  }
}

/** Whether the page was reloaded or returned to, and not opened by a link. */
function isRevisit() {
  const [entry] = performance.getEntriesByType("navigation");
  return entry instanceof PerformanceNavigationTiming && entry.type !== "navigate";
}
