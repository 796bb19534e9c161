// Sends snapshots of what a learner does, while the instructor looks. At other times
// it does nothing.

const INTERVAL = 1000; // ms between two snapshots, at least

export class LookSender {
  #collect;
  #put;
  /** @type {AbortController | null} of the look that goes on */
  #look = null;

  /**
   * @param {() => string} collect makes a snapshot
   * @param {(snapshot: string, signal: AbortSignal) => Promise<boolean>} put returns whether
   *   the host has taken it
   */
  constructor(collect, put) {
    this.#collect = collect;
    this.#put = put;
  }

  start() {
    if (this.#look) return;
    this.#look = new AbortController();
    void this.#run(this.#look.signal);
  }

  /** Sends nothing more; what is on its way is cut off. */
  stop() {
    this.#look?.abort();
    this.#look = null;
  }

  /**
   * Sends what has changed until the look ends.
   * @param {AbortSignal} signal
   */
  async #run(signal) {
    let sent = "";
    while (!signal.aborted) {
      const snapshot = this.#collect();
      if (snapshot !== sent && (await this.#put(snapshot, signal))) sent = snapshot;
      await pause(signal);
    }
  }
}

/**
 * @param {AbortSignal} signal ends it early
 * @returns {Promise<void>}
 */
function pause(signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, INTERVAL);
    signal.addEventListener("abort", end);
  });
}
