/** @import { BuildProgress, CodeProblem, Files } from "../../transport/builder.js" */

import { button, h } from "../dom.js";
import { problemLine } from "./problem-line.js";

const BAR_DELAY = 1000; // ms of a build before it gets a progress bar

/** What came of a build, below the editor: its progress, problems with their places, or a sentence. */
export class BuildOutput {
  #announce;
  #show;
  #signal;
  #bar = h("progress", { class: "code-bar", "aria-label": "Build", max: 1, hidden: true });
  #text = h("p", { class: "code-status" });
  #cancel;
  #problems = h("ul", { class: "code-problems", "aria-label": "Problems" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #building = false;
  /** @type {[place: string, item: HTMLElement][]} */
  #items = [];
  /** @type {Set<string>} places of the problems that another list shows */
  #listed = new Set();
  element;

  /**
   * @param {object} options
   * @param {(text: string) => void} options.announce
   * @param {(problem: CodeProblem) => void} options.show opens the place of a problem
   * @param {(file: string) => boolean} options.has whether there is an editor for the file
   * @param {() => void} options.onCancel
   * @param {AbortSignal} signal
   */
  constructor({ announce, show, has, onCancel }, signal) {
    this.#announce = announce;
    this.#show = show;
    this.has = has;
    this.#signal = signal;
    this.#cancel = button("Cancel", { class: "button small", hidden: true }, onCancel, signal);
    const line = h("div", { class: "code-progress" }, this.#text, this.#cancel);
    this.element = h("div", { class: "code-output" }, this.#bar, line, this.#problems);
    signal.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  /** Shows that a build has begun. */
  begin() {
    clearTimeout(this.#timer); // of a build that this one replaces
    this.#building = true;
    this.#bar.hidden = true;
    this.#cancel.hidden = true;
    this.#setText("Building …");
    this.showProblems([]);
    this.#timer = setTimeout(() => {
      this.#bar.hidden = false;
      this.#cancel.hidden = false;
    }, BAR_DELAY);
    this.#bar.removeAttribute("value");
  }

  /** @param {BuildProgress} progress */
  progress(progress) {
    const { text, part } = describe(progress);
    this.show(text, part);
  }

  /**
   * @param {string} text
   * @param {number | null} part how much is done, of 1; null: unknown
   */
  show(text, part) {
    this.#setText(text);
    if (part === null) this.#bar.removeAttribute("value");
    else this.#bar.value = part;
  }

  /**
   * Shows what came of a build, or why there is none.
   * @param {string} text
   * @param {CodeProblem[]} [problems]
   * @param {object} [details]
   * @param {Files} [details.files] that were built
   * @param {string} [details.more] what screen readers hear after the text
   */
  end(text, problems = [], { files = {}, more = "" } = {}) {
    clearTimeout(this.#timer);
    this.#building = false;
    this.#bar.hidden = true;
    this.#cancel.hidden = true;
    this.#setText(text);
    this.showProblems(problems, files);
    if (text) this.#announce(text + more);
  }

  /** Marks problems as those of an earlier text, and removes a sentence about it. */
  outdate() {
    if (this.#building) return;
    const isOld = this.#problems.childElementCount > 0;
    this.#setText(isOld ? "Before your last change it did not build:" : "");
    this.element.classList.toggle("is-old", isOld);
  }

  /**
   * @param {CodeProblem[]} problems
   * @param {Files} [files] that have them
   */
  showProblems(problems, files = {}) {
    this.element.classList.remove("is-old");
    this.#items = problems.map((problem) => [placeOf(problem), this.#item(problem, files)]);
    for (const [place, item] of this.#items) item.hidden = this.#listed.has(place);
    this.#problems.replaceChildren(...this.#items.map(([, item]) => item));
  }

  /**
   * Hides the problems that another list shows as well.
   * @param {CodeProblem[]} listed none: all are shown
   */
  hideListed(listed) {
    this.#listed = new Set(listed.map(placeOf));
    for (const [place, item] of this.#items) item.hidden = this.#listed.has(place);
  }

  /**
   * @param {CodeProblem} problem
   * @param {Files} files
   */
  #item(problem, files) {
    const { file, line, column, message } = problem;
    const text = h("span", {}, message);
    if (!this.has(file)) return h("li", {}, text);
    const attributes = { class: "code-problem" };
    const show = () => this.#show(problem);
    return h(
      "li",
      {},
      button(`${file}:${line}:${column}`, attributes, show, this.#signal),
      " ",
      text,
      problemLine(files, problem),
    );
  }

  /** @param {string} text */
  #setText(text) {
    if (this.#text.textContent !== text) this.#text.textContent = text;
  }
}

/**
 * @param {BuildProgress} progress
 * @returns {{ text: string, part: number | null }} part: how much is done, of 1; null: unknown
 */
export function describe(progress) {
  switch (progress.step) {
    case "queued":
      return { text: queueText(progress.place), part: null };
    case "fetching": {
      const { done, total } = progress;
      const text = `Fetching the compiler: ${megabytes(done)} of ${megabytes(total)} MB`;
      return { text, part: total > 0 ? done / total : null };
    }
    case "preparing":
      return { text: "Preparing the compiler …", part: null };
    case "compiling":
      return { text: "Compiling …", part: 0.3 };
    case "linking":
      return { text: "Linking …", part: 0.6 };
  }
}

/** @param {number} place how many builds come first */
function queueText(place) {
  if (place <= 0) return "Building …";
  return place === 1 ? "Waiting: one build comes first" : `Waiting: ${place} builds come first`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

/** @param {CodeProblem} problem */
function placeOf({ file, line, column }) {
  return `${file}:${line}:${column}`;
}
