// Exponential backoff with jitter, so that pages which lose the same playground do
// not all reconnect at the same time.

const FIRST_DELAY = 250; // ms
const MAX_DELAY = 15_000;

export class Backoff {
  #attempt = 0;
  #random;

  /** @param {() => number} [random] 0 up to 1 */
  constructor(random = Math.random) {
    this.#random = random;
  }

  /** @returns {number} the next delay in ms, half of it random */
  next() {
    const delay = Math.min(MAX_DELAY, FIRST_DELAY * 2 ** this.#attempt);
    this.#attempt++;
    return delay / 2 + (delay / 2) * this.#random();
  }

  /** Begins with the first delay again, after a success. */
  reset() {
    this.#attempt = 0;
  }
}
