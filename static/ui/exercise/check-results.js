/**
 * @import { CheckResult, CheckUpdate } from "../../transport/checks.js"
 * @import { ReportOptions } from "./check-report.js"
 */

import { button, h } from "../dom.js";
import { CheckReport } from "./check-report.js";
import { createResultsSplitter } from "./results-splitter.js";

/** docs/glossary.md has the words. */
const WORDS = {
  passed: "passed",
  failed: "failed",
  crashed: "crashed",
  hung: "hung",
  broken: "broken",
  running: "running",
  "": "not run",
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
   * @param {ReportOptions & { runAll: (() => void) | null }} options
   * @param {AbortSignal} signal
   */
  constructor(names, options, signal) {
    this.#names = names;
    this.#options = options;
    this.#signal = signal;
    this.#runAll = button(
      "Run all checks",
      { class: "button small", hidden: true },
      () => options.runAll?.(),
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
    this.element.prepend(createResultsSplitter(this.element, signal));
  }

  /** Shows that no check has run yet. The report of the run before stays, dimmed. */
  begin() {
    this.element.hidden = false;
    this.element.classList.remove("is-old");
    this.#text.textContent = "Checking";
    this.#runAll.hidden = true;
    this.#next.hidden = true;
    this.#reports.clear();
    this.#run.abort();
    this.#run = new AbortController();
    this.#place.inert = true;
    for (const index of this.#names.keys()) this.#setState(index, "");
  }

  clear() {
    this.element.hidden = true;
  }

  /**
   * Says whether the results are those of an earlier text.
   * @param {boolean} isOld
   */
  outdate(isOld) {
    this.element.classList.toggle("is-old", isOld);
  }

  /** @param {CheckUpdate} update */
  take(update) {
    if (update.type === "check") this.#setState(update.check, "running");
    if (update.type !== "result") return;
    const { result } = update;
    const signal = AbortSignal.any([this.#signal, this.#run.signal]);
    this.#reports.set(update.check, new CheckReport(result, this.#options, signal));
    this.#setState(update.check, result.outcome);
  }

  /**
   * Shows what came of a run, with the first failed check open.
   * @param {CheckResult[]} results
   * @returns {CheckResult | null} that check
   */
  end(results) {
    this.#text.textContent = summarize(results, this.#names.length);
    const failed = results.findIndex(({ outcome }) => outcome !== "passed");
    this.#runAll.hidden = !this.#options.runAll || results.length === this.#names.length;
    this.#open(failed);
    return results[failed] ?? null;
  }

  /**
   * Shows what came of an earlier run.
   * @param {CheckResult[]} results
   * @returns {CheckResult | null} the first one that has not passed
   */
  show(results) {
    this.begin();
    for (const [check, result] of results.entries()) this.take({ type: "result", check, result });
    return this.end(results);
  }

  /**
   * Shows how the checks of an earlier text went, without their reports: their lines are gone.
   * @param {CheckResult[]} results
   */
  showEarlier(results) {
    this.begin();
    this.#open(-1);
    for (const [index, { outcome }] of results.entries()) this.#setState(index, outcome);
    this.#text.textContent = summarize(results, this.#names.length);
    this.outdate(true);
  }

  /** @param {string} exercise that is solved, and after which the next one is offered */
  showSolved(exercise) {
    const next = document.createElement("next-step");
    next.dataset.after = exercise;
    this.#next.replaceChildren(h("strong", {}, "Solved."), " All checks passed.", next);
    this.#next.hidden = false;
  }

  /** @param {number} index */
  #toggle(index) {
    if (this.#reports.has(index)) this.#open(index === this.#opened ? -1 : index);
  }

  /** @param {number} index -1 for none */
  #open(index) {
    this.#opened = index;
    this.#place.inert = false;
    const report = this.#reports.get(index);
    this.#place.replaceChildren(...(report ? [report.element] : []));
    report?.reveal();
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
    element.setAttribute("aria-disabled", String(!this.#reports.has(index)));
    const word = h("span", { class: "visually-hidden" }, `, ${WORDS[state]}`);
    const label = h("span", { class: "check-label" }, this.#names[index]);
    element.replaceChildren(label, word);
  }
}

/**
 * @param {CheckResult[]} results
 * @param {number} count of all checks
 */
export function summarize(results, count) {
  const passed = results.filter(({ outcome }) => outcome === "passed").length;
  return `${passed} of ${count} ${count === 1 ? "check" : "checks"} passed`;
}
