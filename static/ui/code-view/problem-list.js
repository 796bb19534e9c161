/** @import { CheckedProblem } from "../../code-tools/code-tools.js" */

import { button, h } from "../dom.js";

const PAUSE = 1500; // ms without a change before screen readers hear of one

/** How many problems the code has as it is now, and a list of them on request. */
export class ProblemList {
  #show;
  #fix;
  #onList;
  #announce;
  #signal;
  #count;
  #retry;
  #text = h("span", { class: "code-checked" });
  #list = h("ul", {
    class: "code-problems code-checks",
    "aria-label": "Problems as you type",
    hidden: true,
  });
  /** @type {CheckedProblem[]} */
  #problems = [];
  #announced = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** The count, for the row of actions. */
  summary;

  /**
   * @param {object} options
   * @param {(problem: CheckedProblem) => void} options.show opens the place of a problem
   * @param {(problem: CheckedProblem) => void} options.fix applies the fix of a problem
   * @param {(problems: CheckedProblem[]) => void} [options.onList] called with the problems that
   *   the list shows now, none while it is closed
   * @param {() => void} options.onRetry
   * @param {(text: string) => void} options.announce
   * @param {AbortSignal} signal
   */
  constructor({ show, fix, onList = () => {}, onRetry, announce }, signal) {
    this.#onList = onList;
    this.#show = show;
    this.#fix = fix;
    this.#announce = announce;
    this.#signal = signal;
    const attributes = { class: "button small code-count", "aria-expanded": "false", hidden: true };
    this.#count = button("", attributes, () => this.#toggle(), signal);
    this.#retry = button("Try again", { class: "button small", hidden: true }, onRetry, signal);
    this.summary = h("span", { class: "code-check" }, this.#text, this.#count, this.#retry);
    signal.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  /** The list itself, to stand after the summary and be shown below the actions. */
  get element() {
    return this.#list;
  }

  /** Closes the list, and moves the focus from it to the count. */
  close() {
    if (this.#list.contains(document.activeElement)) this.#count.focus();
    this.#open(false);
  }

  /** @param {CheckedProblem[]} problems all that the code has */
  showProblems(problems) {
    this.#problems = problems;
    const text = summarize(problems.length);
    this.#count.textContent = text;
    this.#count.hidden = problems.length === 0;
    this.#text.textContent = problems.length === 0 ? text : "";
    this.#retry.hidden = true;
    if (problems.length === 0) this.#open(false);
    if (!this.#list.hidden) this.#draw();
    clearTimeout(this.#timer);
    if (text !== this.#announced) this.#timer = setTimeout(() => this.#speak(text), PAUSE);
  }

  /** Says that the code is not checked, and offers to try again. */
  showFailure() {
    this.showProblems([]);
    clearTimeout(this.#timer);
    this.#text.textContent = "Problems show when you run: the checks have not loaded.";
    this.#retry.hidden = false;
  }

  /** @param {string} text */
  #speak(text) {
    // That there is none is news only after there were some.
    if (this.#problems.length > 0 || this.#announced !== "") this.#announce(text);
    this.#announced = text;
  }

  #toggle() {
    this.#open(this.#list.hidden === true);
  }

  /** @param {boolean} open */
  #open(open) {
    this.#list.hidden = !open;
    this.#count.setAttribute("aria-expanded", String(open));
    if (open) this.#draw();
    else this.#onList([]);
  }

  #draw() {
    this.#onList(this.#problems);
    this.#list.replaceChildren(
      ...this.#problems.map((problem) => {
        const { file, line, column, message } = problem;
        if (!file) return h("li", {}, message);
        const show = () => {
          if (matchMedia("(width < 62rem)").matches) this.#open(false); // it covers the text
          this.#show(problem);
        };
        const attributes = { class: "code-problem" };
        const place = button(`${file}:${line}:${column}`, attributes, show, this.#signal);
        return h("li", {}, place, ` ${message}`, this.#fixButton(problem));
      }),
    );
  }

  /** @param {CheckedProblem} problem */
  #fixButton(problem) {
    if (!problem.fix) return null;
    const fix = () => {
      this.#count.focus(); // the button goes with the problem
      this.#fix(problem);
    };
    return button(problem.fix.title, { class: "button small code-fix" }, fix, this.#signal);
  }
}

/** @param {number} count */
function summarize(count) {
  if (count === 0) return "No problems";
  return count === 1 ? "1 problem" : `${count} problems`;
}
