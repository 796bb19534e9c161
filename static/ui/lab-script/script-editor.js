/** @import { Mistake } from "../../conversation/parse.js" */

import { parse } from "../../conversation/parse.js";
import { atNextFrame, h } from "../dom.js";
import { ScriptView } from "../script-run/script-view.js";

const TYPING_DELAY = 400; // ms without input after which mistakes are shown
const MAX_MISTAKES = 4; // shown in the list
const MAX_LENGTH = 50_000; // characters

/**
 * The field in which a script is written. The lines and their states lie beneath
 * the text that is typed, in the same letters.
 */
export class ScriptEditor {
  #text = h("textarea", {
    class: "script-text",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    wrap: "off",
    maxlength: MAX_LENGTH,
    "aria-label": "Script, one step a line",
    "aria-describedby": "script-mistakes",
  });
  #code = h("code", {});
  #mistakes = h("ul", {
    class: "script-mistakes",
    id: "script-mistakes",
    "aria-live": "polite",
  });
  element = h(
    "div",
    { class: "script-editor" },
    h("pre", { "aria-hidden": "true" }, this.#code),
    this.#text,
  );
  #view = new ScriptView(this.#code, "");
  /** Whether the lines lag behind the text. */
  #stale = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #on;

  /**
   * @param {object} on
   * @param {() => void} on.input each change by the learner
   * @param {() => void} on.pause the learner has stopped typing
   * @param {() => void} on.redraw the lines are new and have no states
   * @param {AbortSignal} signal
   */
  constructor(on, signal) {
    this.#on = on;
    // At the next frame: a browser may report a long paste line by line.
    const redraw = atNextFrame(() => this.#redrawStale(), signal);
    const onInput = () => {
      this.#stale = true;
      on.input();
      redraw();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.flush(), TYPING_DELAY);
    };
    this.#text.addEventListener("input", onInput, { signal });
    signal.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  /** The list of mistakes, for below the editor. */
  get mistakes() {
    return this.#mistakes;
  }

  /** The lines, with the states of a run. */
  get view() {
    return this.#view;
  }

  get value() {
    return this.#text.value;
  }

  /** @param {string} script replaces the text */
  set value(script) {
    clearTimeout(this.#timer);
    this.#text.value = script;
    this.#redraw();
    this.#showMistakes();
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  /** Does at once what otherwise follows a pause in typing. */
  flush() {
    clearTimeout(this.#timer);
    this.#redrawStale();
    this.#on.pause();
    this.#showMistakes();
  }

  /**
   * Selects a line.
   * @param {number} line from 1
   */
  select(line) {
    const text = this.#text;
    const before = text.value.split("\n").slice(0, line - 1);
    const start = before.reduce((sum, { length }) => sum + length + 1, 0);
    const end = text.value.indexOf("\n", start);
    text.focus();
    text.setSelectionRange(start, end < 0 ? text.value.length : end);
  }

  #redrawStale() {
    if (this.#stale) this.#redraw();
  }

  #redraw() {
    this.#stale = false;
    this.#view = new ScriptView(this.#code, `${this.value}\n`);
    this.#on.redraw();
  }

  #showMistakes() {
    const { mistakes } = parse(this.value);
    for (const { line } of mistakes) this.#view.mark(line, "wrong");
    const items = mistakes.slice(0, MAX_MISTAKES).map((mistake) => this.#mistakeItem(mistake));
    const more = mistakes.length - items.length;
    if (more > 0) items.push(h("li", {}, `and ${more} more`));
    this.#mistakes.replaceChildren(...items);
    this.#text.setAttribute("aria-invalid", String(mistakes.length > 0));
  }

  /** @param {Mistake} mistake */
  #mistakeItem({ line, message }) {
    const link = h("button", { type: "button", class: "script-mistake" }, `Line ${line}`);
    link.onclick = () => this.select(line);
    return h("li", {}, link, `: ${message}`);
  }
}
