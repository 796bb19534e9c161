// The written steps, each a line that shows how far it is.

import { h } from "../dom.js";

const SAID = {
  next: "next: ",
  running: "running: ",
  done: "done: ",
  failed: "failed: ",
  wrong: "cannot be read: ",
};

export class StepsView {
  /** @type {HTMLElement[]} one for each line, steps or not */
  #lines;
  /** @type {number[]} numbers of the lines that are steps */
  #numbers;

  /**
   * @param {HTMLElement} code
   * @param {string} script
   */
  constructor(code, script) {
    const lines = script.replace(/\n$/, "").split("\n");
    const isStep = (/** @type {string} */ text) =>
      text.trim() !== "" && !text.trim().startsWith("#");
    this.#numbers = lines.flatMap((text, index) => (isStep(text) ? [index + 1] : []));
    this.#lines = lines.map((text) =>
      h(
        "span",
        { class: isStep(text) ? "step" : "step note" },
        h("span", { class: "visually-hidden" }),
        `${text}\n`,
      ),
    );
    code.replaceChildren(...this.#lines);
  }

  clear() {
    for (const line of this.#lines) {
      delete line.dataset.state;
      line.firstElementChild?.replaceChildren();
    }
  }

  /**
   * @param {number} line
   * @param {keyof typeof SAID} state
   */
  mark(line, state) {
    const at = this.#lines[line - 1];
    if (!at) return;
    at.dataset.state = state;
    at.firstElementChild?.replaceChildren(SAID[state]);
  }

  /**
   * Takes a state off the lines that have it.
   * @param {keyof typeof SAID} state
   */
  unmark(state) {
    for (const line of this.#lines) {
      if (line.dataset.state !== state) continue;
      delete line.dataset.state;
      line.firstElementChild?.replaceChildren();
    }
  }

  /** @param {number} line */
  reveal(line) {
    this.#lines[line - 1]?.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {number} line
   * @returns {number} which of the steps it is, from 1
   */
  number(line) {
    return this.#numbers.indexOf(line) + 1;
  }
}
