// How long to wait before trying again: longer each time, and never in step
// with the other pages that lost the same playground at the same moment.

const FIRST = 250;
const LONGEST = 15_000;

export class Backoff {
  #attempt = 0;
  #random;

  /** @param {() => number} [random] 0 up to 1 */
  constructor(random = Math.random) {
    this.#random = random;
  }

  /** @returns {number} milliseconds, half of them left to chance */
  next() {
    const whole = Math.min(LONGEST, FIRST * 2 ** this.#attempt);
    this.#attempt++;
    return whole / 2 + (whole / 2) * this.#random();
  }

  /** Something worked: the next failure is a first one again. */
  reset() {
    this.#attempt = 0;
  }
}
