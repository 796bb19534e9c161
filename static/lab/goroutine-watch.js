// Asks the lab where its goroutines are, once a second while the panel is open, and keeps
// how many there were.

import { Emitter } from "../core/emitter.js";

/**
 * @import { LabSession } from "./session.js"
 * @import { GoroutineReport } from "../transport/transport.js"
 *
 * @typedef {{ at: number, count: number, leftOver: number }} Point at: ms since 1970
 */

const INTERVAL = 1000; // ms between an answer and the next question

/** For so long the counts are kept, in ms. */
export const SPAN = 120_000;

export class GoroutineWatch {
  /** @type {Emitter<{ change: null }>} */
  events = new Emitter();
  /** @type {GoroutineReport | null} null before the first answer */
  report = null;
  /** @type {Point[]} of the last two minutes, while it looked */
  points = [];
  /** The report is of a lab that has ended, or that does not answer. */
  isOld = false;
  #session;
  #looks;
  #asking = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #run = 0;

  /**
   * @param {Pick<LabSession, "events" | "state" | "goroutines">} session
   * @param {() => boolean} looks whether the learner sees the panel's content now
   * @param {AbortSignal} signal
   */
  constructor(session, looks, signal) {
    this.#session = session;
    this.#looks = looks;
    session.events.on("run", () => this.#forget(), signal);
    session.events.on("change", () => this.poke(), signal);
    signal.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  /** Asks now, if the learner looks, and then once a second. */
  poke() {
    if (this.#asking || !this.#looks()) return;
    clearTimeout(this.#timer);
    void this.#ask();
  }

  #forget() {
    this.#run++;
    this.report = null;
    this.points = [];
    this.isOld = false;
    this.events.emit("change", null);
    this.poke();
  }

  async #ask() {
    const run = this.#run;
    this.#asking = true;
    const report = await this.#session.goroutines().finally(() => {
      this.#asking = false;
    });
    if (run !== this.#run) return this.poke();
    const { state } = this.#session;
    this.isOld = report === null && this.report !== null;
    if (report) this.#take(report);
    this.events.emit("change", null);
    // What a lab that has ended has left is asked for as long as there is something.
    const goesOn = state === "listening" || state === "stopping" || Boolean(report?.count);
    if (goesOn) this.#timer = setTimeout(() => this.poke(), INTERVAL);
  }

  /** @param {GoroutineReport} report */
  #take(report) {
    this.report = report;
    if (report.problem) return;
    const at = Date.now();
    this.points = this.points.filter((point) => at - point.at <= SPAN);
    this.points.push({ at, count: report.count, leftOver: report.leftOver });
  }
}
