// Attempts to bring a lab into another state. The newest one counts.

import { Problem } from "../transport/transport.js";

/**
 * @template Outcome
 * @typedef {object} AttemptHandlers
 * @property {(outcome: Outcome) => void} done
 * @property {(problem: Problem) => void} failed
 * @property {(outcome: Outcome) => Promise<void>} discard for an attempt that was cancelled
 * @property {() => void} over after done or failed
 */

export class Attempts {
  /** Number of the newest attempt. An attempt with another number was cancelled. */
  #newest = 0;
  /** The newest attempt; settles when it is over and never rejects. */
  settled = Promise.resolve();

  /** Cancels the attempt that goes on. */
  cancel() {
    this.#newest++;
  }

  /**
   * Makes an attempt. One that goes on is cancelled.
   * @template Outcome
   * @param {() => Promise<Outcome>} work
   * @param {AttemptHandlers<Outcome>} handlers
   * @returns {Promise<void>}
   */
  make(work, handlers) {
    this.settled = this.#perform(work, handlers);
    return this.settled;
  }

  /**
   * @template Outcome
   * @param {() => Promise<Outcome>} work
   * @param {AttemptHandlers<Outcome>} handlers
   */
  async #perform(work, { done, failed, discard, over }) {
    const id = ++this.#newest;
    try {
      const outcome = await work();
      if (id === this.#newest) done(outcome);
      else await discard(outcome);
    } catch (error) {
      if (id === this.#newest) failed(asProblem(error));
    } finally {
      if (id === this.#newest) over();
    }
  }
}

/** @param {unknown} error */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem(
    "refused",
    "Something in the page went wrong.",
    `${detail}. Reload it and try again.`,
  );
}
