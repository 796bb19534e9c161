/**
 * @import { LessonViews } from "../view-switch/lesson-views.js"
 *
 * @typedef {"lesson" | "code"} Part of the left column
 */

import { Emitter } from "../../core/emitter.js";
import { fragmentOf } from "../../core/fragment.js";

const PARAMETER = "view"; // early-settings.js reads it as well

/**
 * The two parts of a page's left column, of which one is shown: the lesson and its code.
 * The address has the part, as `?view=code`.
 */
export class ColumnParts {
  /** @type {Emitter<{ change: Part }>} */
  events = new Emitter();
  #column;
  #views;
  #lessonTop = 0; // scroll position of the lesson, in px

  /**
   * @param {HTMLElement} column has the part that is shown as data-part
   * @param {LessonViews} views
   * @param {AbortSignal} signal
   */
  constructor(column, views, signal) {
    this.#column = column;
    this.#views = views;
    addEventListener("hashchange", () => this.#followFragment(), { signal });
  }

  /** @returns {Part} */
  get current() {
    return this.#column.dataset.part === "code" ? "code" : "lesson";
  }

  /** Shows the part that the address names. */
  restore() {
    const isCode = new URLSearchParams(location.search).get(PARAMETER) === "code";
    this.show(isCode ? "code" : "lesson");
  }

  /** @param {Part} part */
  show(part) {
    const views = this.#views;
    const former = this.#column.dataset.part;
    if (former === part) return;
    if (former === "lesson") this.#lessonTop = views.positionOf("lesson");
    this.#column.dataset.part = part;
    // At the start, the browser restores the position from before a reload.
    if (former === "code") views.setPosition("lesson", this.#lessonTop);
    else if (former === "lesson") views.setPosition("lesson", 0);
    this.#setAddress(part);
    this.events.emit("change", part);
  }

  /** A link to a part of the lesson shows the lesson. */
  #followFragment() {
    const target = document.getElementById(fragmentOf(location.hash));
    if (!target || !this.#column.contains(target) || this.current === "lesson") return;
    this.show("lesson");
    target.scrollIntoView();
  }

  /** @param {Part} part */
  #setAddress(part) {
    const url = new URL(location.href);
    if ((url.searchParams.get(PARAMETER) === "code") === (part === "code")) return;
    if (part === "code") url.searchParams.set(PARAMETER, "code");
    else url.searchParams.delete(PARAMETER);
    history.replaceState(history.state, "", url);
  }
}
