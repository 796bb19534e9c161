// The live run as the timeline follows it. Where events were missed, the lab is
// asked how its connections stand.

import { Trace } from "./trace.js";

/** @typedef {import("../../lab/session.js").LabSession} LabSession */

const ASK_EVERY = 1000; // ms, while events keep being missed

export class Feed {
  trace = new Trace();
  #session;
  #changed;
  #ahead = 0; // ms that the lab's clock is ahead of the page's
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #asking;

  /**
   * @param {LabSession} session
   * @param {(newRun: boolean) => void} changed
   * @param {AbortSignal} signal
   */
  constructor(session, changed, signal) {
    this.#session = session;
    this.#changed = changed;
    session.events.on("run", () => this.#begin(), signal);
    session.events.on("batch", (batch) => this.#take(batch), signal);
    signal.addEventListener("abort", () => clearTimeout(this.#asking), { once: true });
  }

  /** Now, by the clock that numbers the events. */
  get now() {
    return Date.now() + this.#ahead;
  }

  #begin() {
    this.trace = new Trace();
    clearTimeout(this.#asking);
    this.#asking = undefined;
    this.#changed(true);
  }

  /** @param {import("../../lab/session.js").Batch} batch */
  #take({ events, skipped }) {
    this.trace.take(events, skipped);
    const last = events.at(-1);
    if (last) this.#ahead = Math.max(this.#ahead, Date.parse(last.at) - Date.now());
    if (skipped > 0) this.#asking ??= setTimeout(() => this.#ask(), 0);
    this.#changed(false);
  }

  async #ask() {
    const { trace } = this;
    const before = trace.skipped;
    const snapshot = await this.#session.connections();
    if (trace !== this.trace) return;
    if (snapshot) trace.correct(snapshot);
    this.#changed(false);
    const again = () => {
      this.#asking = undefined;
      if (trace === this.trace && trace.skipped > before)
        this.#asking = setTimeout(() => this.#ask(), 0);
    };
    this.#asking = setTimeout(again, ASK_EVERY);
  }
}
