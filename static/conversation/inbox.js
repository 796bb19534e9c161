// What one client has received and no step has asked for yet.

import { concat, indexOf, startsWith } from "../bytes/bytes.js";

/**
 * @typedef {{ reason: string, detail: string }} Ending
 */

export class Inbox {
  /** @type {Uint8Array[]} */
  #parts = [];
  /** @type {Set<() => void>} */
  #waiting = new Set();
  eof = false;
  /** @type {Ending | null} */
  ending = null;

  /** @param {Uint8Array} bytes */
  push(bytes) {
    this.#parts.push(bytes);
    this.#wake();
  }

  endOfStream() {
    this.eof = true;
    this.#wake();
  }

  /** @param {Ending} ending */
  close(ending) {
    this.ending = ending;
    this.#wake();
  }

  /** All that is unread, in one piece. */
  get unread() {
    if (this.#parts.length > 1) this.#parts = [concat(this.#parts)];
    return this.#parts[0] ?? new Uint8Array();
  }

  /**
   * @param {Uint8Array} wanted
   * @returns {boolean} whether they were next, and are consumed
   */
  take(wanted) {
    if (!startsWith(this.unread, wanted)) return false;
    this.#parts = [this.unread.slice(wanted.length)];
    return true;
  }

  /**
   * @param {Uint8Array} wanted
   * @returns {boolean} whether they occur, and all through them is consumed
   */
  takeThrough(wanted) {
    const at = indexOf(this.unread, wanted);
    if (at < 0) return false;
    this.#parts = [this.unread.slice(at + wanted.length)];
    return true;
  }

  /**
   * Waits until a question has an answer, asking again whenever something came.
   * @template T
   * @param {() => T | null} ask
   * @param {number} ms
   * @param {AbortSignal} signal
   * @returns {Promise<T | null>} null when the time is over
   */
  until(ask, ms, signal) {
    return new Promise((resolve, reject) => {
      const settle = (/** @type {T | null} */ answer) => {
        stop();
        resolve(answer);
      };
      const look = () => {
        const answer = ask();
        if (answer !== null) settle(answer);
      };
      const abort = () => {
        stop();
        reject(signal.reason);
      };
      const stop = () => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        signal.removeEventListener("abort", abort);
      };
      const timer = setTimeout(() => settle(null), ms);
      if (signal.aborted) return abort();
      signal.addEventListener("abort", abort);
      this.#waiting.add(look);
      look();
    });
  }

  #wake() {
    for (const look of [...this.#waiting]) look();
  }
}
