/**
 * @template T
 * @typedef {{ key: string, work: () => Promise<T>, resolve: (result: T) => void,
 *   reject: (reason: unknown) => void }} Entry
 */

/**
 * Does one piece of work at a time. Work that waits is replaced by newer work of the same
 * key, which keeps its place in the queue.
 */
export class LatestQueue {
  /** @type {Entry<any>[]} */
  #waiting = [];
  #busy = false;

  /**
   * @template T
   * @param {string} key
   * @param {() => Promise<T>} work
   * @returns {Promise<T>} rejects with an AbortError where the work is replaced
   */
  run(key, work) {
    return new Promise((resolve, reject) => {
      const entry = { key, work, resolve, reject };
      const at = this.#waiting.findIndex((other) => other.key === key);
      if (at < 0) this.#waiting.push(entry);
      else this.#waiting.splice(at, 1, entry)[0]?.reject(replaced());
      if (!this.#busy) this.#next();
    });
  }

  async #next() {
    this.#busy = true;
    for (let entry = this.#waiting.shift(); entry; entry = this.#waiting.shift())
      await entry.work().then(entry.resolve, entry.reject);
    this.#busy = false;
  }
}

function replaced() {
  return new DOMException("a newer request has replaced this one", "AbortError");
}
