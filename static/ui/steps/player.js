// Plays a script in the page's lab for the element that shows the script. It
// starts the server where it does not run, and reports the state of each step.

import { parse } from "../../conversation/parse.js";
import { Failure, run } from "../../conversation/run.js";
import { SCRIPT_BEGINS, SocketLab } from "../socket-lab/socket-lab.js";
import { Playback } from "./playback.js";
import { stageOf } from "./stage.js";

/**
 * @typedef {import("./steps-view.js").StepsView} StepsView
 * @typedef {"running" | "done" | "failed" | "stopped"} State
 *
 * What shows the conversation.
 * @typedef {object} Face
 * @property {() => StepsView} steps
 * @property {(text: string) => void} status shown in a live region
 * @property {(state: State) => void} state
 * @property {(line: number) => void} failedAt
 */

export class Player {
  /** @type {AbortController | null} what runs now */
  #running = null;
  #face;
  #playback = new Playback("at-once");

  /**
   * @param {Face} face
   * @param {AbortSignal} signal
   */
  constructor(face, signal) {
    this.#face = face;
    // Two at once would share the clients.
    document.addEventListener(SCRIPT_BEGINS, () => this.stop(), { signal });
    signal.addEventListener("abort", () => this.stop(), { once: true });
  }

  get running() {
    return this.#running !== null;
  }

  stop() {
    this.#running?.abort();
  }

  /** Plays the step that waits. */
  next() {
    this.#playback.next();
  }

  /**
   * @param {string} script
   * @param {import("./playback.js").Mode} [mode]
   */
  async play(script, mode = "at-once") {
    this.#playback = new Playback(mode);
    document.dispatchEvent(new CustomEvent(SCRIPT_BEGINS));
    const end = new AbortController();
    this.#running = end;
    this.#face.state("running");
    /** @type {State} */
    let outcome = "stopped";
    try {
      outcome = (await this.#perform(script, end.signal)) ? "done" : "failed";
    } catch (error) {
      if (error instanceof Failure) outcome = "failed";
      this.#face.status(error instanceof Failure ? error.message : "Stopped.");
      if (outcome !== "failed" && !end.signal.aborted) throw error;
    } finally {
      if (this.#running === end) this.#running = null;
      this.#face.steps().unmark("next");
      this.#face.state(outcome);
    }
  }

  /**
   * @param {string} script
   * @param {AbortSignal} signal
   * @returns {Promise<boolean>} whether it went as written
   */
  async #perform(script, signal) {
    const { steps, mistakes } = parse(script);
    this.#face.steps().clear();
    const [mistake] = mistakes;
    if (mistake) return this.#failed(mistake.line, mistake.message);
    const lab = document.querySelector("socket-lab");
    if (!(lab instanceof SocketLab)) throw new Error("a conversation without a lab");
    this.#face.status("Starting the server…");
    if (!(await orAborted(lab.session.ensureListening(), signal))) {
      const { title = "", detail = "" } = lab.session.problem ?? {};
      this.#face.status(`The server could not be started. ${title} ${detail}`);
      return false;
    }
    const stage = stageOf(lab.session);
    await stage.clear(steps, signal);
    const onProgress = (/** @type {import("../../conversation/run.js").Progress} */ progress) =>
      this.#progress(progress, steps.length);
    const playback = this.#playback;
    const before = async (/** @type {import("../../conversation/parse.js").Step} */ step) => {
      if (playback.mode === "at-once") return;
      const ready = playback.ready(signal);
      this.#announceNext(step, steps.length);
      await ready;
    };
    if (!(await run(steps, stage, { signal, onProgress, before }))) return false;
    this.#face.status("It went as written: look at the clients and the log.");
    return true;
  }

  /**
   * @param {import("../../conversation/parse.js").Step} step
   * @param {number} all
   */
  #announceNext(step, all) {
    const steps = this.#face.steps();
    steps.mark(step.line, "next");
    this.#face.status(`Next, ${steps.number(step.line)} of ${all}: ${step.text}`);
    this.#face.state("running");
  }

  /**
   * @param {import("../../conversation/run.js").Progress} progress
   * @param {number} all
   */
  #progress(progress, all) {
    const { step, state } = progress;
    const steps = this.#face.steps();
    if (progress.state === "waiting") {
      this.#face.status(`Still waiting for ${progress.what}: the machine is busy.`);
      return;
    }
    steps.mark(step.line, progress.state);
    if (progress.state === "failed") this.#failed(step.line, progress.why);
    else if (state === "running")
      this.#face.status(`${steps.number(step.line)} of ${all}: ${step.text}`);
  }

  /**
   * @param {number} line
   * @param {string} why
   * @returns {false}
   */
  #failed(line, why) {
    this.#face.steps().mark(line, "failed");
    this.#face.failedAt(line);
    this.#face.status(`Line ${line}: ${why}`);
    return false;
  }
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} signal rejects with its reason when it aborts first
 * @returns {Promise<T>}
 */
function orAborted(promise, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
