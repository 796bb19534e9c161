// On a phone lesson and lab are two views of one page, with a switch at the
// bottom. Each view keeps its own scroll position. On a wide screen both are
// in view, and the switch is hidden.

import { button, icon } from "../dom.js";
import { Piece } from "../piece.js";

/** @typedef {"lesson" | "lab"} View */

const VIEWS = /** @type {const} */ ({ lesson: "Lesson", lab: "Lab" });
const ONE_COLUMN = matchMedia("(width < 62rem)");

export class ViewSwitch extends Piece {
  /** @type {Map<View, HTMLButtonElement>} */
  #buttons = new Map();
  /** @type {Map<View, number>} scroll position of the views, in px */
  #positions = new Map();

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
    // A link to a section leads to the lesson, one to the lab to the lab.
    addEventListener("hashchange", () => this.#follow(), { signal });
    this.#draw();
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
    if (this.#main) this.#main.dataset.view = view;
    this.#draw();
    scrollTo({ top: this.#positions.get(view) ?? 0 });
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
    for (const [view, choose] of this.#buttons)
      choose.setAttribute("aria-pressed", String(view === this.view));
  }
}

/**
 * Shows a view where lesson and lab are one column.
 * @param {View} view
 */
export function showView(view) {
  const choice = document.querySelector("view-switch");
  if (choice instanceof ViewSwitch) choice.show(view);
}

customElements.define("view-switch", ViewSwitch);
