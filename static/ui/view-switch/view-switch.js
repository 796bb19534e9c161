// On a phone lesson and lab are two views of one page, with a switch at the
// bottom. Each view keeps its own scroll position, over a reload as well. On a
// wide screen both are in view, and the switch is hidden.

import { keepView, viewKept } from "../../lab/memory.js";
import { button, h, icon } from "../dom.js";
import { Piece } from "../piece.js";

/** @typedef {"lesson" | "lab"} View */

const VIEWS = /** @type {const} */ ({ lesson: "Lesson", lab: "Lab" });
const ONE_COLUMN = matchMedia("(width < 62rem)");

export class ViewSwitch extends Piece {
  /** @type {Map<View, HTMLButtonElement>} */
  #buttons = new Map();
  /** @type {Map<View, number>} scroll position of the views, in px */
  #positions = new Map();
  /** The page's heading while the lesson, which has it, is out of view. */
  #title = h("h1", { class: "visually-hidden" });

  /** @param {AbortSignal} signal */
  mount(signal) {
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", "Lesson or lab");
    for (const [view, label] of /** @type {[View, string][]} */ (Object.entries(VIEWS))) {
      const choose = button(label, { class: "view" }, () => this.show(view), signal);
      choose.prepend(icon(view === "lab" ? "play" : "up"));
      this.#buttons.set(view, choose);
    }
    this.replaceChildren(...this.#buttons.values());
    const back = button("Back to the lesson", { class: "lab-back" }, goBack, signal);
    this.#title.textContent = `Lab: ${document.querySelector("#lesson h1")?.textContent ?? ""}`;
    document.getElementById("lab")?.prepend(back, this.#title);
    const unmount = () => {
      back.remove();
      this.#title.remove();
    };
    signal.addEventListener("abort", unmount, { once: true });
    ONE_COLUMN.addEventListener("change", () => this.#resize(), { signal });
    addEventListener("pagehide", () => this.#keep(), { signal });
    // A link to a section leads to the lesson, one to the lab to the lab.
    addEventListener("hashchange", () => this.#follow(), { signal });
    this.#draw();
    if (isRevisit()) this.#restore();
    this.#follow();
  }

  /** @returns {View} */
  get view() {
    return this.#main?.dataset.view === "lab" ? "lab" : "lesson";
  }

  /**
   * Shows one view at the position where the reader left it. It does nothing
   * where both are in view.
   * @param {View} view
   */
  show(view) {
    if (!ONE_COLUMN.matches || view === this.view) return;
    this.#positions.set(this.view, scrollY);
    this.#choose(view);
    scrollTo({ top: this.#positions.get(view) ?? 0 });
  }

  /**
   * @param {View} view
   * @returns {number} where the reader is in it, or left it, in px
   */
  positionOf(view) {
    const visible = !ONE_COLUMN.matches || view === this.view;
    return visible ? scrollY : (this.#positions.get(view) ?? 0);
  }

  /**
   * @param {View} view
   * @param {number} top px at which a view that is not shown will be shown
   */
  setPosition(view, top) {
    if (ONE_COLUMN.matches && view !== this.view) this.#positions.set(view, top);
    else scrollTo({ top });
  }

  /** @param {View} view */
  #choose(view) {
    if (this.#main) this.#main.dataset.view = view;
    this.#draw();
  }

  /** The window has become wide, or narrow: then what has the focus stays in view. */
  #resize() {
    const inLab = document.activeElement?.closest("#lab") != null;
    this.#choose(ONE_COLUMN.matches && inLab ? "lab" : "lesson");
  }

  #keep() {
    this.#positions.set(this.view, scrollY);
    keepView(location.pathname, {
      view: this.view,
      positions: Object.fromEntries(this.#positions),
    });
  }

  /** A phone discards tabs: the reader is back where they were. */
  #restore() {
    const kept = viewKept(location.pathname);
    if (!kept || !ONE_COLUMN.matches) return;
    this.#positions = new Map(/** @type {[View, number][]} */ (Object.entries(kept.positions)));
    if (kept.view === "lesson") return; // the browser restores its position
    this.#choose(kept.view);
    scrollTo({ top: this.#positions.get(kept.view) ?? 0 });
  }

  get #main() {
    return document.querySelector("main");
  }

  #follow() {
    const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    if (!target) return;
    const inLab = target.closest("#lab") !== null;
    if (inLab === (this.view === "lab")) return;
    this.show(inLab ? "lab" : "lesson");
    if (ONE_COLUMN.matches) target.scrollIntoView();
  }

  #draw() {
    this.#title.hidden = !ONE_COLUMN.matches || this.view !== "lab";
    for (const [view, choose] of this.#buttons)
      choose.setAttribute("aria-pressed", String(view === this.view));
  }
}

/** Whether this page was reloaded or returned to, and not followed a link to. */
function isRevisit() {
  const [entry] = performance.getEntriesByType("navigation");
  return entry instanceof PerformanceNavigationTiming && entry.type !== "navigate";
}

/** Whether lesson and lab are two views instead of two columns. */
export function isOneColumn() {
  return ONE_COLUMN.matches;
}

/** @type {HTMLElement | null} where the reader came from to the lab */
let origin = null;

/**
 * Moves the focus to the lab.
 * @param {HTMLElement} from gets the focus back by "Back to the lesson"
 */
export function goToLab(from) {
  origin = from;
  showView("lab");
  document.getElementById("lab")?.focus({ preventScroll: true });
}

/** Moves the focus back to where the reader came from to the lab. */
function goBack() {
  showView("lesson");
  const to = origin?.isConnected ? origin : document.getElementById("main");
  to?.focus({ preventScroll: isOneColumn() });
}

/** @returns {ViewSwitch | null} null on a page without a lab */
export function viewSwitch() {
  const choice = document.querySelector("view-switch");
  return choice instanceof ViewSwitch ? choice : null;
}

/**
 * Shows a view where lesson and lab are one column.
 * @param {View} view
 */
export function showView(view) {
  viewSwitch()?.show(view);
}

customElements.define("view-switch", ViewSwitch);
