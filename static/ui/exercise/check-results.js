/**
 * @import { CheckResult, CheckUpdate } from "../../transport/checks.js"
 * @import { ReportOptions } from "./check-report.js"
 */

import { button, h } from "../dom.js";
import { CheckReport } from "./check-report.js";

const WORDS = {
  passed: "holds",
  failed: "does not hold",
  crashed: "crashed",
  hung: "hung",
  broken: "could not run",
  running: "runs",
  "": "has not run",
};

/** The checks of an exercise, each with its outcome; the report of one of them is open. */
export class CheckResults {
  #names;
  #options;
  #signal;
  #text = h("strong", { class: "check-count" });
  #list = h("ul", { class: "check-list", "aria-label": "Checks" });
  /** @type {HTMLButtonElement[]} one for each check */
  #buttons;
  #place = h("div", { class: "check-place" });
  #runAll;
  #next = h("div", { class: "check-next", hidden: true });
  /** @type {Map<number, CheckReport>} by index of the check */
  #reports = new Map();
  #opened = -1;
  /** Ends what belongs to the reports of a run. */
  #run = new AbortController();
  element;

  /**
   * @param {string[]} names of the checks
   * @param {ReportOptions & { runAll: () => void }} options
   * @param {AbortSignal} signal
   */
  constructor(names, options, signal) {
    this.#names = names;
    this.#options = options;
    this.#signal = signal;
    this.#runAll = button(
      "Run all checks",
      { class: "button small", hidden: true },
      options.runAll,
      signal,
    );
    this.#buttons = names.map((name, index) =>
      button(
        name,
        { class: "check-name", "aria-expanded": "false" },
        () => this.#toggle(index),
        signal,
      ),
    );
    this.#list.append(...this.#buttons.map((each) => h("li", {}, each)));
    const old = h("p", { class: "check-old" }, "Before your last change:");
    const head = h("div", { class: "check-head" }, old, this.#text, this.#list, this.#runAll);
    this.element = h(
      "section",
      { class: "check-results", "aria-label": "Checks", hidden: true },
      head,
      this.#next,
      this.#place,
    );
  }

  /** Shows that no check has run yet. */
  begin() {
    this.element.hidden = false;
    this.element.classList.remove("is-old");
    this.#text.textContent = "Checking";
    this.#runAll.hidden = true;
    this.#next.hidden = true;
    this.#reports.clear();
    this.#run.abort();
    this.#run = new AbortController();
    this.#open(-1);
    for (const index of this.#names.keys()) this.#setState(index, "");
  }

  clear() {
    this.element.hidden = true;
  }

  /** Marks the results as those of an earlier text. */
  outdate() {
    this.element.classList.add("is-old");
  }

  /** @param {CheckUpdate} update */
  take(update) {
    if (update.type === "check") this.#setState(update.check, "running");
    if (update.type !== "result") return;
    const { result } = update;
    this.#setState(update.check, result.outcome);
    const signal = AbortSignal.any([this.#signal, this.#run.signal]);
    this.#reports.set(update.check, new CheckReport(result, this.#options, signal));
  }

  /**
   * Shows what came of a run, with the first failed check open.
   * @param {CheckResult[]} results
   * @returns {CheckResult | null} that check
   */
  end(results) {
    const held = results.filter(({ outcome }) => outcome === "passed").length;
    this.#text.textContent = summarize(held, this.#names.length);
    const failed = results.findIndex(({ outcome }) => outcome !== "passed");
    this.#runAll.hidden = results.length === this.#names.length;
    this.#open(failed);
    return results[failed] ?? null;
  }

  /** @param {string} exercise that is solved, and after which the next one is offered */
  showSolved(exercise) {
    const next = document.createElement("next-step");
    next.dataset.after = exercise;
    this.#next.replaceChildren(h("strong", {}, "Solved."), " All checks hold.", next);
    this.#next.hidden = false;
  }

  /** @param {number} index */
  #toggle(index) {
    if (this.#reports.has(index)) this.#open(index === this.#opened ? -1 : index);
  }

  /** @param {number} index -1 for none */
  #open(index) {
    this.#opened = index;
    const report = this.#reports.get(index);
    this.#place.replaceChildren(...(report ? [report.element] : []));
    for (const [at, each] of this.#buttons.entries())
      each.setAttribute("aria-expanded", String(at === index));
  }

  /**
   * @param {number} index
   * @param {keyof typeof WORDS} state
   */
  #setState(index, state) {
    const element = this.#buttons[index];
    if (!element) return;
    element.dataset.state = state;
    element.setAttribute("aria-disabled", String(state === "" || state === "running"));
    const word = h("span", { class: "visually-hidden" }, `, ${WORDS[state]}`);
    const label = h("span", { class: "check-label" }, this.#names[index]);
    element.replaceChildren(label, word);
  }
}

/**
 * @param {number} held
 * @param {number} count
 */
export function summarize(held, count) {
  return `${held} of ${count} ${count === 1 ? "check holds" : "checks hold"}`;
}
