// Plays a script in the page's lab for the element that shows the script.

/**
 * @import { Step } from "../../conversation/parse.js"
 * @import { Progress } from "../../conversation/run.js"
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { Mode } from "./playback.js"
 * @import { ScriptView } from "./script-view.js"
 */

import { parse } from "../../conversation/parse.js";
import { Failure, run } from "../../conversation/run.js";
import { createLabDriver } from "./lab-driver.js";
import { Playback } from "./playback.js";

/**
 * @typedef {"running" | "done" | "failed" | "stopped"} State
 *
 * What shows the states of a script's lines.
 * @typedef {Pick<ScriptView, "clear" | "mark" | "unmark" | "number">} ScriptMarks
 *
 * The element that shows the script.
 * @typedef {object} View
 * @property {() => ScriptMarks} script
 * @property {(text: string) => void} showStatus the text belongs in a live region
 * @property {(state: State) => void} onState
 * @property {(line: number) => void} onFailure
 */

export class ScriptController {
  #lab;
  #view;
  /** @type {AbortController | null} of the run in progress */
  #running = null;
  #playback = new Playback("at-once");

  /**
   * @param {Pick<LessonLab, "session" | "events" | "ensureListening">} lab
   * @param {View} view
   * @param {AbortSignal} signal
   */
  constructor(lab, view, signal) {
    this.#lab = lab;
    this.#view = view;
    // Two scripts at once would share the clients.
    lab.events.on("play", () => this.stop(), signal);
    signal.addEventListener("abort", () => this.stop(), { once: true });
  }

  get running() {
    return this.#running !== null;
  }

  stop() {
    this.#running?.abort();
  }

  /** Plays the step that waits for it. */
  next() {
    this.#playback.next();
  }

  /**
   * Plays a script, starting the server where it does not run.
   * @param {string} script
   * @param {Mode} [mode]
   */
  async play(script, mode = "at-once") {
    this.#playback = new Playback(mode);
    this.#lab.events.emit("play", null);
    const controller = new AbortController();
    this.#running = controller;
    this.#view.onState("running");
    /** @type {State} */
    let outcome = "stopped";
    try {
      outcome = (await this.#run(script, controller.signal)) ? "done" : "failed";
    } catch (error) {
      if (error instanceof Failure) outcome = "failed";
      this.#view.showStatus(error instanceof Failure ? error.message : "Stopped.");
      if (outcome !== "failed" && !controller.signal.aborted) throw error;
    } finally {
      if (this.#running === controller) this.#running = null;
      this.#view.script().unmark("next");
      this.#view.onState(outcome);
    }
  }

  /**
   * @param {string} script
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} whether every step succeeded
   */
  async #run(script, signal) {
    const { steps, mistakes } = parse(script);
    this.#view.script().clear();
    const [mistake] = mistakes;
    if (mistake) return this.#fail(mistake.line, mistake.message);
    const { session } = this.#lab;
    this.#view.showStatus("Starting the server…");
    if (!(await orAborted(this.#lab.ensureListening(), signal))) {
      const { title = "Its code is not built.", detail = "" } = session.problem ?? {};
      this.#view.showStatus(`The server could not be started. ${title} ${detail}`);
      return false;
    }
    const driver = createLabDriver(session);
    await driver.clear(steps, signal);
    const onProgress = (/** @type {Progress} */ progress) =>
      this.#showProgress(progress, steps.length);
    const playback = this.#playback;
    const before = async (/** @type {Step} */ step) => {
      if (playback.mode === "at-once") return;
      const ready = playback.ready(signal);
      this.#showNext(step, steps.length);
      await ready;
    };
    if (!(await run(steps, driver, { signal, onProgress, before }))) return false;
    this.#view.showStatus("It went as written: look at the clients and the log.");
    return true;
  }

  /**
   * @param {Step} step
   * @param {number} count of the script's steps
   */
  #showNext(step, count) {
    const script = this.#view.script();
    script.mark(step.line, "next");
    this.#view.showStatus(`Next, ${script.number(step.line)} of ${count}: ${step.text}`);
    this.#view.onState("running");
  }

  /**
   * @param {Progress} progress
   * @param {number} count of the script's steps
   */
  #showProgress(progress, count) {
    const { step, state } = progress;
    const script = this.#view.script();
    if (progress.state === "waiting") {
      this.#view.showStatus(`Still waiting for ${progress.what}: the machine is busy.`);
      return;
    }
    script.mark(step.line, progress.state);
    if (progress.state === "failed") this.#fail(step.line, progress.why);
    else if (state === "running")
      this.#view.showStatus(`${script.number(step.line)} of ${count}: ${step.text}`);
  }

  /**
   * @param {number} line
   * @param {string} reason
   * @returns {false}
   */
  #fail(line, reason) {
    this.#view.script().mark(line, "failed");
    this.#view.onFailure(line);
    this.#view.showStatus(`Line ${line}: ${reason}`);
    return false;
  }
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>} rejects with the signal's reason when it aborts first
 */
function orAborted(promise, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
