// Follows the session's run for the timeline. Where events are missing it asks the
// lab for the state of its connections.

import { TimelineModel } from "./timeline-model.js";

/** @import { Batch, RunSession } from "../../lab/session.js" */

const SNAPSHOT_INTERVAL = 1000; // ms, while events keep being skipped

export class LiveSource {
  model;
  #session;
  #changed;
  #clockOffset = 0; // ms by which the lab's clock is ahead of the page's
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {RunSession} session
   * @param {(newRun: boolean) => void} changed
   * @param {AbortSignal} signal
   */
  constructor(session, changed, signal) {
    this.#session = session;
    this.#changed = changed;
    this.model = new TimelineModel(session.history);
    session.events.on("run", () => this.#begin(), signal);
    session.events.on("batch", (batch) => this.#onBatch(batch), signal);
    signal.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  /** The current time by the clock of the events. */
  get now() {
    return (this.#session.heldAt ?? Date.now()) + this.#clockOffset;
  }

  #begin() {
    this.model = new TimelineModel(this.#session.history);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#changed(true);
  }

  /** @param {Batch} batch */
  #onBatch({ events, skipped }) {
    this.model.apply(events, skipped);
    const last = events.at(-1);
    if (last) this.#clockOffset = Math.max(this.#clockOffset, Date.parse(last.at) - Date.now());
    if (skipped > 0) this.#timer ??= setTimeout(() => this.#fetchSnapshot(), 0);
    this.#changed(false);
  }

  async #fetchSnapshot() {
    const { model } = this;
    const skippedBefore = model.skipped;
    const snapshot = await this.#session.connections();
    if (model !== this.model) return;
    if (snapshot) model.correct(snapshot);
    this.#changed(false);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (model === this.model && model.skipped > skippedBefore)
        this.#timer = setTimeout(() => this.#fetchSnapshot(), 0);
    }, SNAPSHOT_INTERVAL);
  }
}
