/**
 * @import { Version } from "../../transport/transport.js"
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { Mode } from "../script-run/playback.js"
 * @import { State } from "../script-run/script-controller.js"
 * @import { CheckReport } from "./check-report.js"
 */

import { ScriptController } from "../script-run/script-controller.js";
import { ReplayBar } from "./replay-bar.js";

// What failed may be no step of a script: the lab shows it all the same.
const PLAYED = "All steps are played: look at the clients, the timeline and the log.";

/** Replays the steps of a check in the lab, with the very module that was checked. */
export class Replay {
  #lab;
  #controller;
  #bar;
  /** @type {CheckReport | null} of the check that is replayed */
  #report = null;
  /** @type {Mode | null} */
  #mode = null;

  /**
   * @param {LessonLab} lab
   * @param {AbortSignal} signal
   */
  constructor(lab, signal) {
    this.#lab = lab;
    const script = () => /** @type {CheckReport} */ (this.#report).steps;
    this.#controller = new ScriptController(
      lab,
      {
        script,
        showStatus: (text) => this.#showStatus(text),
        onState: (state) => this.#onState(state),
        onFailure: () => {},
      },
      signal,
    );
    const options = { next: () => this.next(), stop: () => this.stop() };
    this.#bar = new ReplayBar(lab.views, options, signal);
    lab.events.on("play", () => this.#bar.close(), signal); // this one's opens it again
  }

  /**
   * @param {CheckReport} report
   * @param {Version} version what was checked
   * @param {Mode} mode
   */
  async play(report, version, mode) {
    this.stop();
    this.#report = report;
    this.#mode = mode;
    report.steps.clear();
    this.#showStatus("Starting what was checked …");
    this.#bar.showReplay("at-once");
    await this.#lab.session.runVersion(version);
    if (report === this.#report) await this.#controller.play(report.steps.script, mode);
  }

  /** @param {string} text */
  #showStatus(text) {
    this.#report?.showStatus(text);
    this.#bar.showStatus(text);
  }

  /** @param {State} state */
  #onState(state) {
    const mode = state === "running" ? this.#mode : null;
    this.#report?.showReplay(mode);
    this.#bar.showReplay(mode);
    if (state === "done") this.#showStatus(PLAYED);
  }

  /** Plays the step that waits. */
  next() {
    this.#controller.next();
  }

  stop() {
    this.#controller.stop();
  }
}
