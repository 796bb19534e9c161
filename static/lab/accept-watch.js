// Notices a server that does not call Accept: its clients are connected by the system,
// and wait for ever.

/**
 * @import { Batch, LabSession } from "./session.js"
 * @import { LabEvent } from "../transport/transport.js"
 */

/**
 * For so long a server may do other things first, in ms. An endless loop has been
 * recognised as such by then.
 */
export const ACCEPT_TIMEOUT = 4000;

export class AcceptWatch {
  /** Whether the server listens, and has not called Accept for long. */
  overdue = false;
  #session;
  #onChange;
  #called = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Pick<LabSession, "events" | "state">} session
   * @param {() => void} onChange
   * @param {AbortSignal} signal
   */
  constructor(session, onChange, signal) {
    this.#session = session;
    this.#onChange = onChange;
    session.events.on("run", () => this.#begin(), signal);
    session.events.on("batch", (batch) => this.#onBatch(batch), signal);
    session.events.on("change", () => this.#onState(), signal);
    signal.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  #begin() {
    clearTimeout(this.#timer);
    this.#called = false;
    this.#timer = setTimeout(() => this.#set(!this.#called), ACCEPT_TIMEOUT);
    this.#set(false);
  }

  /** @param {Batch} batch */
  #onBatch({ events, skipped }) {
    // Where events are missing, an Accept may be among them.
    if (this.#called || (skipped === 0 && !events.some(isAccept))) return;
    this.#called = true;
    this.#set(false);
  }

  #onState() {
    if (this.#session.state !== "listening") this.#set(false);
  }

  /** @param {boolean} overdue */
  #set(overdue) {
    const now = overdue && this.#session.state === "listening";
    if (now === this.overdue) return;
    this.overdue = now;
    this.#onChange();
  }
}

/** @param {LabEvent} event */
function isAccept({ kind, call }) {
  return kind === "accept" || call === "accept";
}
