/**
 * @import { Files } from "../../transport/builder.js"
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { Mode } from "../script-run/playback.js"
 * @import { State } from "../script-run/script-controller.js"
 * @import { CheckReport } from "./check-report.js"
 */

import { ownVersion } from "../code-view/own-version.js";
import { ScriptController } from "../script-run/script-controller.js";

// What failed may be no step of a script: the lab shows it all the same.
const PLAYED = "All steps are played: look at the clients, the timeline and the log.";

/** Replays the steps of a check in the lab, with the very module that was checked. */
export class Replay {
  #lab;
  #exercise;
  #controller;
  /** @type {CheckReport | null} of the check that is replayed */
  #report = null;
  /** @type {Mode | null} */
  #mode = null;

  /**
   * @param {LessonLab} lab
   * @param {string} exercise
   * @param {AbortSignal} signal
   */
  constructor(lab, exercise, signal) {
    this.#lab = lab;
    this.#exercise = exercise;
    const script = () => /** @type {CheckReport} */ (this.#report).steps;
    this.#controller = new ScriptController(
      lab,
      {
        script,
        showStatus: (text) => this.#report?.showStatus(text),
        onState: (state) => this.#onState(state),
        onFailure: () => {},
      },
      signal,
    );
  }

  /**
   * @param {CheckReport} report
   * @param {{ module: WebAssembly.Module, files: Files }} checked
   * @param {Mode} mode
   */
  async play(report, checked, mode) {
    this.stop();
    this.#report = report;
    this.#mode = mode;
    report.steps.clear();
    report.showStatus("Starting what was checked …");
    await this.#lab.session.runVersion({ ...ownVersion(this.#exercise), ...checked });
    if (report === this.#report) await this.#controller.play(report.steps.script, mode);
  }

  /** @param {State} state */
  #onState(state) {
    this.#report?.showReplay(state === "running" ? this.#mode : null);
    if (state === "done") this.#report?.showStatus(PLAYED);
  }

  /** Plays the step that waits. */
  next() {
    this.#controller.next();
  }

  stop() {
    this.#controller.stop();
  }
}
