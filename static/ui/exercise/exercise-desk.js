/**
 * @import { CheckResult, CheckUpdate, Source } from "../../transport/checks.js"
 * @import { Files } from "../../transport/builder.js"
 * @import { CodePanel } from "../code-view/code-panel.js"
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { Mode } from "../script-run/playback.js"
 * @import { CheckReport } from "./check-report.js"
 * @import { LastCheck } from "./desk-memory.js"
 * @import { Exercise } from "./exercises.js"
 *
 * How far the learner is with exercises, as the page's script knows it.
 * @typedef {Pick<typeof import("../../lab/exercise-progress.js"), "exerciseState" | "noteFailure"
 *   | "noteSolved" | "noteStart">} ExerciseProgress
 *
 * What was checked. module: null after a reload, before it is built again.
 * @typedef {{ module: WebAssembly.Module | null, files: Files }} Checked
 *
 * What came of the last check. names: of all checks; isOld: it was one of an earlier text.
 * @typedef {{ names: string[], results: CheckResult[], isOld: boolean }} ShownCheck
 */

import { versionOf } from "../../lab/shared-code.js";
import { runChecks } from "../../transport/tab/run-checks.js";
import { Problem } from "../../transport/transport.js";
import { RUN_KEY } from "../code-view/code-actions.js";
import { onRunKey } from "../code-view/run-key.js";
import { button, h, icon } from "../dom.js";
import { CheckResults, summarize } from "./check-results.js";
import { loadDesk, saveDesk } from "./desk-memory.js";
import { exerciseBar } from "./exercise-bar.js";
import { ExerciseText } from "./exercise-text.js";
import { loadFormerAnswer } from "./former-answer.js";
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
  /** @type {Checked | null} what was checked last */
  #checked = null;
  /** @type {LastCheck | null} what is kept of it over a reload */
  #lastCheck = null;
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
    const answer = loadFormerAnswer(lab.lesson, exercise.former);
    const options = {
      onSolution: () => this.#onSolution(),
      onFormer: answer && (() => this.#onFormer(answer)),
      onChange: () => this.#save(),
    };
    this.#text = new ExerciseText(exercise, options, signal);
    this.bar = exerciseBar(exercise, { solved: this.#solved, onLeave }, signal);
    this.#replay = new Replay(lab, signal);
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
    panel.events.on("input", () => this.#onInput(), signal);
    const key = { views: lab.views, shift: true, isShown: () => panel.isShown };
    onRunKey({ ...key, run: () => this.check() }, signal);
    progress.noteStart(lab.lesson, exercise.name);
    this.#drawProgress();
    this.#restore();
  }

  /** @returns {ShownCheck | null} null where nothing was checked yet */
  get shownCheck() {
    if (!this.#lastCheck) return null;
    const { source, results } = this.#lastCheck;
    const isOld = source !== versionOf(this.#panel.files);
    return { names: this.#exercise.checks, results, isOld };
  }

  get #key() {
    return `${this.#lab.lesson}/${this.#exercise.name}`;
  }

  /** Shows what the learner had opened before a reload, and what came of the last check. */
  #restore() {
    const { hints, folded, check } = loadDesk(this.#key);
    this.#text.restore({ opened: hints, folded });
    if (check?.checks !== versionOf({ checks: this.#exercise.checkFile })) return;
    this.#lastCheck = check;
    const { files, checkedLines } = this.#panel;
    if (check.source !== versionOf(files)) {
      this.#results.showEarlier(check.results);
      return;
    }
    this.#checked = { module: null, files };
    checkedLines.track();
    checkedLines.mark(this.#results.show(check.results)?.source);
    if (this.#isSolved(check.results)) this.#results.showSolved(this.#exercise.name);
  }

  #onInput() {
    const { files } = this.#checked ?? {};
    this.#results.outdate(!files || versionOf(files) !== versionOf(this.#panel.files));
  }

  #save() {
    const { opened, folded } = this.#text;
    saveDesk(this.#key, { hints: opened, folded, check: this.#lastCheck });
  }

  /** @param {CheckResult[]} results */
  #isSolved(results) {
    const { length } = this.#exercise.checks;
    return results.length === length && results.every(({ outcome }) => outcome === "passed");
  }

  /**
   * Builds the learner's version and runs the checks, up to the first failure.
   * @param {{ goOn?: boolean }} [options] goOn: after a failure
   */
  async check({ goOn = false } = {}) {
    const { files, checkedLines } = this.#panel;
    checkedLines.track();
    this.#replay.stop();
    this.#text.makeRoom();
    if (this.#results.element.contains(document.activeElement)) this.#check.focus();
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
    this.#panel.say("");
    const failed = this.#results.end(results);
    this.#panel.checkedLines.mark(failed?.source);
    this.#speak(results, failed);
    if (this.#panel.isFromLink) return; // the code of another learner
    const { lesson } = this.#lab;
    const { name, checkFile } = this.#exercise;
    if (this.#isSolved(results)) {
      this.#progress.noteSolved(lesson, name);
      this.#results.showSolved(name);
      this.#lab.reportWork("done");
    } else if (failed && failed.outcome !== "broken") {
      this.#progress.noteFailure(lesson, name);
      this.#lab.reportWork("failed", failed.name);
    }
    this.#drawProgress();
    const source = versionOf(this.#checked?.files ?? {});
    this.#lastCheck = { source, checks: versionOf({ checks: checkFile }), results };
    this.#save();
  }

  /**
   * Says how the checks went. The same cause at the next check is not read again.
   * @param {CheckResult[]} results
   * @param {CheckResult | null} failed the first one that has not passed
   */
  #speak(results, failed) {
    if (!failed) {
      this.#announcedCause = "";
      if (this.#isSolved(results)) this.#announce("All checks passed: solved.");
      return;
    }
    const cause = `${failed.name}: ${failed.cause ?? ""}`;
    const isNew = cause !== this.#announcedCause;
    this.#announcedCause = cause;
    this.#announce(
      `${summarize(results, this.#exercise.checks.length)}. ${isNew ? cause : `${failed.name}: as before.`}`,
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

  /**
   * Goes on from the learner's answer to the exercise before.
   * @param {Files} answer
   */
  #onFormer(answer) {
    const label = `my answer to ${this.#exercise.former?.title}`;
    this.#panel.openVersion(label, answer, () => this.#panel.focus());
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
    const checked = this.#checked;
    if (!checked) return;
    if (!checked.module) await this.#buildAgain(checked);
    const { module, files } = checked;
    if (!module) return;
    this.#panel.checkedLines.adopt();
    this.#panel.showLab(report.replay);
    await this.#replay.play(report, { ...this.#panel.version, module, files }, mode);
  }

  /**
   * Builds what was checked before a reload.
   * @param {Checked} checked gets the module
   */
  async #buildAgain(checked) {
    await this.#panel.build(async (module) => {
      checked.module = module;
    }, checked.files);
    if (checked.module) this.#panel.say("");
  }
}
