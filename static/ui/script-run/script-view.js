import { h } from "../dom.js";

/** Read by screen readers before a line. */
const STATE_LABELS = {
  next: "next: ",
  running: "running: ",
  done: "done: ",
  failed: "failed: ",
  wrong: "cannot be read: ",
};

/** @typedef {keyof typeof STATE_LABELS} LineState */

/** Shows a script's lines, each with the state of its step. */
export class ScriptView {
  /** @type {HTMLElement[]} one for each line, comments and empty lines included */
  #lines;
  /** @type {number[]} numbers of the lines that are steps */
  #stepLines;

  /**
   * @param {HTMLElement} code gets the lines as its content
   * @param {string} script
   */
  constructor(code, script) {
    const lines = script.replace(/\n$/, "").split("\n");
    this.#stepLines = lines.flatMap((text, index) => (isStep(text) ? [index + 1] : []));
    this.#lines = lines.map((text) =>
      h(
        "span",
        { class: isStep(text) ? "script-line" : "script-line is-comment" },
        h("span", { class: "visually-hidden" }),
        `${text}\n`,
      ),
    );
    code.replaceChildren(...this.#lines);
  }

  /** Removes the states of all lines. */
  clear() {
    for (const line of this.#lines) removeState(line);
  }

  /**
   * Sets the state of a line. It does nothing for a line that does not exist.
   * @param {number} number from 1
   * @param {LineState} state
   */
  mark(number, state) {
    const line = this.#lines[number - 1];
    if (!line) return;
    line.dataset.state = state;
    line.firstElementChild?.replaceChildren(STATE_LABELS[state]);
  }

  /**
   * Removes a state from the lines that have it.
   * @param {LineState} state
   */
  unmark(state) {
    for (const line of this.#lines) if (line.dataset.state === state) removeState(line);
  }

  /**
   * Scrolls a line into view.
   * @param {number} number from 1
   */
  reveal(number) {
    this.#lines[number - 1]?.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {number} line
   * @returns {number} which of the steps the line is, from 1; 0 where it is none
   */
  number(line) {
    return this.#stepLines.indexOf(line) + 1;
  }
}

/** @param {string} text of a line */
function isStep(text) {
  return text.trim() !== "" && !text.trim().startsWith("#");
}

/** @param {HTMLElement} line */
function removeState(line) {
  delete line.dataset.state;
  line.firstElementChild?.replaceChildren();
}
