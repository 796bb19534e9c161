// What one client has received and no step has asked for yet.

import { indexOf, startsWith } from "../bytes/bytes.js";

/**
 * @typedef {{ reason: string, detail: string }} Ending
 */

export class Inbox {
  #room = new Uint8Array(4096); // grows by doubling: a flood comes in thousands of pieces
  #from = 0;
  #to = 0;
  /** @type {Uint8Array | null} what was looked for last, and up to where in vain */
  #sought = null;
  #searched = 0;
  /** @type {Set<() => void>} */
  #waiting = new Set();
  eof = false;
  /** @type {Ending | null} */
  ending = null;

  /** @param {Uint8Array} bytes */
  push(bytes) {
    if (this.#to + bytes.length > this.#room.length) this.#makeRoom(bytes.length);
    this.#room.set(bytes, this.#to);
    this.#to += bytes.length;
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

  /** All that is unread; a view that is good until the next push. */
  get unread() {
    return this.#room.subarray(this.#from, this.#to);
  }

  /**
   * @param {Uint8Array} wanted
   * @returns {boolean} whether they were next, and are consumed
   */
  take(wanted) {
    if (!startsWith(this.unread, wanted)) return false;
    this.#consume(this.#from + wanted.length);
    return true;
  }

  /**
   * @param {Uint8Array} wanted
   * @returns {boolean} whether they occur, and all through them is consumed
   */
  takeThrough(wanted) {
    if (this.#sought !== wanted) this.#searched = this.#from;
    this.#sought = wanted;
    const at = indexOf(this.#room.subarray(0, this.#to), wanted, this.#searched);
    if (at >= 0) {
      this.#consume(at + wanted.length);
      return true;
    }
    this.#searched = Math.max(this.#from, this.#to - wanted.length + 1);
    return false;
  }

  /** @param {number} to */
  #consume(to) {
    this.#from = to;
    this.#sought = null;
  }

  /** @param {number} more */
  #makeRoom(more) {
    const unread = this.unread;
    const bigger = new Uint8Array(Math.max(4096, 2 * (unread.length + more)));
    bigger.set(unread);
    this.#room = bigger;
    this.#searched = Math.max(0, this.#searched - this.#from);
    this.#from = 0;
    this.#to = unread.length;
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
