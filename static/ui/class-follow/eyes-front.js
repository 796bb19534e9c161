/** @import { Pause } from "../../class/lead.js" */

import { h } from "../dom.js";

const CONTROLS = "button, input, textarea, select, [contenteditable]";
const FIELDS = "input, textarea, select, [contenteditable]";
/** What the instructor says, and the menu by which a learner declines to be looked at. */
const NEVER_STOPPED = ".class-notices, .look-share";
const STOPPED = /** @type {const} */ ([
  "pointerdown",
  "mousedown",
  "click",
  "dblclick",
  "keydown",
  "beforeinput",
  "paste",
  "drop",
  "submit",
]);
/** Keys that only move the focus or close something. */
const HARMLESS = new Set(["Tab", "Escape", "Shift"]);

/**
 * The pause of an instructor: a band above the page, while its buttons and fields do
 * nothing. Text can be read, scrolled and selected, and links lead on.
 */
export class EyesFront {
  #word = h("p", { class: "eyes-front-word" });
  #band = h("div", { class: "eyes-front", popover: "manual", role: "alert" });
  /** @type {AbortController | null} null while there is no pause */
  #pause = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Pause | undefined} pause */
  show(pause) {
    clearTimeout(this.#timer);
    if (!pause) {
      this.#end();
      return;
    }
    // The host says in time that it goes on; without the host it ends by itself.
    this.#timer = setTimeout(() => this.#end(), pause.seconds * 1000);
    this.#word.textContent = pause.word || "Your instructor asks for your attention.";
    if (!this.#pause) this.#begin();
  }

  #begin() {
    this.#pause = new AbortController();
    const { signal } = this.#pause;
    for (const type of STOPPED)
      window.addEventListener(type, stop, { capture: true, passive: false, signal });
    window.addEventListener("focusin", leaveField, { capture: true, signal });
    if (document.activeElement) leave(document.activeElement);
    document.documentElement.toggleAttribute("data-eyes-front", true);
    document.body.append(this.#band);
    this.#band.showPopover?.(); // above open dialogs
    // The live region must exist first.
    requestAnimationFrame(() =>
      this.#band.replaceChildren(
        h("p", { class: "eyes-front-title" }, "Eyes front"),
        this.#word,
        h("p", { class: "eyes-front-facts" }, "You can read on. Nothing of yours is lost."),
      ),
    );
  }

  #end() {
    if (!this.#pause) return;
    this.#pause.abort();
    this.#pause = null;
    document.documentElement.toggleAttribute("data-eyes-front", false);
    this.#band.remove();
    this.#band.replaceChildren();
  }
}

/** @param {Event} event */
function stop(event) {
  const { target } = event;
  if (!(target instanceof Element) || target.closest(NEVER_STOPPED)) return;
  if (event instanceof KeyboardEvent) {
    if (HARMLESS.has(event.key)) return;
    // Ctrl-Enter runs the code wherever the focus is.
    if (event.key !== "Enter" && !target.closest(CONTROLS)) return;
    if (event.key === "Enter" && target.closest("a, summary")) return;
  } else if (!target.closest(CONTROLS) && event.type !== "submit" && event.type !== "drop") return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** @param {FocusEvent} event */
function leaveField({ target }) {
  if (target instanceof Element) leave(target);
}

/** @param {Element} element */
function leave(element) {
  const inField = element.closest(FIELDS) && !element.closest(".class-notices");
  if (inField && element instanceof HTMLElement) element.blur();
}
