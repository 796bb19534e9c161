/**
 * @import { CheckResult, CheckUpdate, Source } from "../../transport/checks.js"
 * @import { Files } from "../../transport/builder.js"
 * @import { CodePanel } from "../code-view/code-panel.js"
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { Mode } from "../script-run/playback.js"
 * @import { CheckReport } from "./check-report.js"
 * @import { Exercise } from "./exercises.js"
 *
 * How far the learner is with exercises, as the page's script knows it.
 * @typedef {Pick<typeof import("../../lab/exercise-progress.js"), "exerciseState" | "noteFailure"
 *   | "noteSolved" | "noteStart">} ExerciseProgress
 */

import { runChecks } from "../../transport/tab/run-checks.js";
import { Problem } from "../../transport/transport.js";
import { RUN_KEY } from "../code-view/code-actions.js";
import { onRunKey } from "../code-view/run-key.js";
import { button, h, icon } from "../dom.js";
import { CheckResults, summarize } from "./check-results.js";
import { exerciseBar } from "./exercise-bar.js";
import { ExerciseText } from "./exercise-text.js";
import { Replay } from "./replay.js";

const FAILURES_BEFORE_SOLUTION = 3;
const SOLUTION = "Solution";

/** What an exercise adds to the panel with its code: task, hints, Check and its results. */
export class ExerciseDesk {
  #lab;
  #panel;
  #exercise;
  #progress;
  #announce;
  #text;
  #results;
  #replay;
  #check;
  /** @type {{ module: WebAssembly.Module, files: Files } | null} what was checked last */
  #checked = null;
  /** What screen readers have heard last about a cause. */
  #announcedCause = "";
  #solved = h(
    "span",
    { class: "exercise-solved", title: "solved", hidden: true },
    "✓",
    h("span", { class: "visually-hidden" }, " solved"),
  );
  /** What stands above the panel, in the head of the column. */
  bar;

  /**
   * @param {object} options
   * @param {LessonLab} options.lab
   * @param {CodePanel} options.panel
   * @param {Exercise} options.exercise
   * @param {ExerciseProgress} options.progress
   * @param {(text: string) => void} options.announce
   * @param {() => void} options.onLeave
   * @param {AbortSignal} signal
   */
  constructor({ lab, panel, exercise, progress, announce, onLeave }, signal) {
    this.#lab = lab;
    this.#panel = panel;
    this.#exercise = exercise;
    this.#progress = progress;
    this.#announce = announce;
    this.#text = new ExerciseText(exercise, () => this.#onSolution(), signal);
    const buttons = [this.#text.toggle, this.#text.hint];
    this.bar = exerciseBar(exercise, { solved: this.#solved, buttons, onLeave }, signal);
    this.#replay = new Replay(lab, exercise.name, signal);
    this.#results = new CheckResults(
      exercise.checks,
      {
        show: (source) => this.#show(source),
        replay: (report, mode) => void this.#onReplay(report, mode),
        next: () => this.#replay.next(),
        stop: () => this.#replay.stop(),
        runAll: () => void this.check({ goOn: true }),
      },
      signal,
    );
    this.#check = button("Check", { class: "button" }, () => this.check(), signal);
    this.#check.prepend(icon("check"));
    this.#check.title = `Shift ${RUN_KEY}`;
    panel.element.prepend(this.#text.element);
    panel.element.append(this.#results.element);
    panel.actions.firstElementChild?.after(this.#check);
    panel.events.on("input", () => this.#results.outdate(), signal);
    const key = { views: lab.views, shift: true, isShown: () => panel.isShown };
    onRunKey({ ...key, run: () => this.check() }, signal);
    progress.noteStart(lab.lesson, exercise.name);
    this.#drawProgress();
  }

  /**
   * Builds the learner's version and runs the checks, up to the first failure.
   * @param {{ goOn?: boolean }} [options] goOn: after a failure
   */
  async check({ goOn = false } = {}) {
    const { files, checkedLines } = this.#panel;
    checkedLines.track();
    this.#replay.stop();
    if (this.#results.element.contains(document.activeElement)) this.#check.focus();
    this.#results.clear();
    /** @type {CheckResult[] | null} */
    let results = null;
    const outcome = await this.#panel.build(async (module, signal) => {
      this.#checked = { module, files };
      this.#results.begin();
      const update = (/** @type {CheckUpdate} */ update) => this.#onUpdate(update);
      const program = this.#lab.lesson;
      const workerURL = this.#workerURL;
      const checks = [...this.#exercise.checks.keys()];
      results = await runChecks({ workerURL, module, program, checks, goOn, update, signal });
    });
    if (outcome?.kind === "done" && results) this.#onResults(results);
    else if (outcome?.kind !== "replaced") this.#results.clear();
  }

  /** Address of the script that runs a module in this page. */
  get #workerURL() {
    for (const { workerURL } of this.#lab.session.transports) if (workerURL) return workerURL;
    throw new Problem("refused", "Checks run in this tab, which this page does not offer.", "");
  }

  /** @param {CheckUpdate} update */
  #onUpdate(update) {
    this.#results.take(update);
    const { checks } = this.#exercise;
    const what = update.type === "step" ? `: ${update.step.text}` : "";
    const text = `Check ${update.check + 1} of ${checks.length}, ${checks[update.check]}${what}`;
    this.#panel.showProgress(text, update.check / checks.length);
  }

  /** @param {CheckResult[]} results */
  #onResults(results) {
    const { lesson } = this.#lab;
    const { name, checks } = this.#exercise;
    this.#panel.say("");
    this.#text.makeRoom();
    const failed = this.#results.end(results);
    this.#panel.checkedLines.mark(failed?.source);
    if (!failed && results.length === checks.length) {
      this.#progress.noteSolved(lesson, name);
      this.#drawProgress();
      this.#results.showSolved(name);
      this.#announcedCause = "";
      this.#announce("Solved. All checks hold.");
    }
    if (!failed) return;
    if (failed.outcome !== "broken") this.#progress.noteFailure(lesson, name);
    this.#drawProgress();
    const held = results.filter(({ outcome }) => outcome === "passed").length;
    const cause = `${failed.name}: ${failed.cause ?? ""}`;
    const isNew = cause !== this.#announcedCause;
    this.#announcedCause = cause;
    this.#announce(
      `${summarize(held, checks.length)}. ${isNew ? cause : `${failed.name}: as before.`}`,
    );
  }

  #drawProgress() {
    const { lesson } = this.#lab;
    const { failures, solved } = this.#progress.exerciseState(lesson, this.#exercise.name);
    this.#solved.hidden = solved === null;
    if (solved !== null || failures >= FAILURES_BEFORE_SOLUTION) this.#text.offerSolution();
  }

  #onSolution() {
    this.#panel.compareWith(SOLUTION, this.#exercise.solution);
  }

  /** @param {Source} source */
  #show(source) {
    return this.#panel.checkedLines.show(source);
  }

  /**
   * @param {CheckReport} report
   * @param {Mode} mode
   */
  async #onReplay(report, mode) {
    if (!this.#checked) return;
    this.#panel.checkedLines.adopt();
    if (mode === "at-once") this.#panel.showLab(report.replay);
    await this.#replay.play(report, this.#checked, mode);
  }
}
