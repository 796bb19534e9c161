// How a script is played: at once, slowly, or one step for each press.

/** @typedef {"at-once" | "slowly" | "stepwise"} Mode */

export const MODES = /** @type {Record<Mode, string>} */ ({
  "at-once": "At once",
  slowly: "Slowly",
  stepwise: "Step by step",
});

const SLOW = 1500; // ms before each step

export class Playback {
  mode;
  /** @type {(() => void) | null} goes on to the step that waits */
  #next = null;

  /** @param {Mode} mode */
  constructor(mode) {
    this.mode = mode;
  }

  /** Whether a step waits for next. */
  get waiting() {
    return this.#next !== null;
  }

  /** Plays the step that waits, if one does. */
  next() {
    this.#next?.();
  }

  /**
   * Waits until the next step may be played.
   * @param {AbortSignal} signal rejects the wait with its reason
   * @returns {Promise<void>}
   */
  ready(signal) {
    if (this.mode === "at-once") return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", stop);
        this.#next = null;
        resolve();
      };
      const stop = () => {
        clearTimeout(timer);
        this.#next = null;
        reject(signal.reason);
      };
      const timer = this.mode === "slowly" ? setTimeout(done, SLOW) : undefined;
      if (this.mode === "stepwise") this.#next = done;
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
  }
}
