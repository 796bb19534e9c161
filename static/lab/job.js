// A job of a client: something that takes a while, such as sending a file.

/** @typedef {(more: number) => void} Progress adds to how much is done */

export class Job {
  done = 0;
  #end = new AbortController();
  #onProgress;

  /**
   * @param {string} what the unit of its progress, for learners: "pieces sent"
   * @param {number} all how many of them there are
   * @param {() => void} onProgress
   */
  constructor(what, all, onProgress) {
    this.what = what;
    this.all = all;
    this.#onProgress = onProgress;
  }

  /**
   * @param {(step: Progress, signal: AbortSignal) => Promise<void>} task
   * @returns {Promise<string>} the outcome, for learners; never rejects
   */
  async run(task) {
    const step = (/** @type {number} */ more) => {
      this.done += more;
      this.#onProgress();
    };
    try {
      await task(step, this.#end.signal);
      return this.#outcome("");
    } catch (error) {
      if (this.#end.signal.aborted) return this.#outcome(", then it was stopped");
      const reason = error instanceof Error ? error.message : String(error);
      return this.#outcome(`, then it failed: ${reason}`);
    }
  }

  stop() {
    this.#end.abort();
  }

  /** @param {string} end */
  #outcome(end) {
    const format = (/** @type {number} */ count) => count.toLocaleString("en");
    const { done, all } = this;
    const count = done === all ? format(done) : `${format(done)} of ${format(all)}`;
    return `${count} ${this.what}${end}`;
  }
}
