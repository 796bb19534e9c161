/** @typedef {"at-once" | "slowly" | "stepwise"} Mode */

export const MODES = /** @type {Record<Mode, string>} */ ({
  "at-once": "At once",
  slowly: "Slowly",
  stepwise: "Step by step",
});

const SLOW_DELAY = 1500; // ms before each step

/** Decides when each step of a script plays: at once, slowly, or at each press. */
export class Playback {
  mode;
  /** @type {(() => void) | null} plays the step that waits */
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
      const play = () => {
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
      const timer = this.mode === "slowly" ? setTimeout(play, SLOW_DELAY) : undefined;
      if (this.mode === "stepwise") this.#next = play;
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
  }
}
