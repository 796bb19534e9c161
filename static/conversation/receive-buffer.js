// The receive buffer of a client: what no step of the script has consumed yet.

import { indexOf, startsWith } from "../bytes/bytes.js";

/**
 * @typedef {{ reason: string, detail: string }} CloseReason
 */

export class ReceiveBuffer {
  #bytes = new Uint8Array(4096); // grows by doubling: a flood comes in thousands of pieces
  #from = 0; // the unread bytes begin here
  #to = 0; // and end here
  /** @type {Uint8Array | null} what the last search was for */
  #lastPattern = null;
  #searched = 0; // no match begins before this index
  /** @type {Set<() => void>} */
  #waiters = new Set();
  eof = false;
  /** @type {CloseReason | null} null while the connection is open */
  closed = null;

  /** @param {Uint8Array} bytes */
  push(bytes) {
    if (this.#to + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#to);
    this.#to += bytes.length;
    this.#wake();
  }

  endOfStream() {
    this.eof = true;
    this.#wake();
  }

  /** @param {CloseReason} closed */
  close(closed) {
    this.closed = closed;
    this.#wake();
  }

  /** The bytes that are not consumed; a view that is valid until the next push. */
  get unread() {
    return this.#bytes.subarray(this.#from, this.#to);
  }

  /**
   * Consumes bytes if they are next.
   * @param {Uint8Array} pattern
   * @returns {boolean} whether they were
   */
  consume(pattern) {
    if (!startsWith(this.unread, pattern)) return false;
    this.#advance(this.#from + pattern.length);
    return true;
  }

  /**
   * Consumes everything up to and including bytes, if they occur.
   * @param {Uint8Array} pattern
   * @returns {boolean} whether they do
   */
  consumeThrough(pattern) {
    if (this.#lastPattern !== pattern) this.#searched = this.#from;
    this.#lastPattern = pattern;
    const at = indexOf(this.#bytes.subarray(0, this.#to), pattern, this.#searched);
    if (at >= 0) {
      this.#advance(at + pattern.length);
      return true;
    }
    this.#searched = Math.max(this.#from, this.#to - pattern.length + 1);
    return false;
  }

  /** @param {number} to */
  #advance(to) {
    this.#from = to;
    this.#lastPattern = null;
  }

  /** @param {number} more */
  #grow(more) {
    const unread = this.unread;
    const larger = new Uint8Array(Math.max(4096, 2 * (unread.length + more)));
    larger.set(unread);
    this.#bytes = larger;
    this.#searched = Math.max(0, this.#searched - this.#from);
    this.#from = 0;
    this.#to = unread.length;
  }

  /**
   * Waits until a function returns an answer. It is called again whenever something was
   * received.
   * @template T
   * @param {() => T | null} ask returns null while there is no answer
   * @param {number} ms
   * @param {AbortSignal} signal
   * @returns {Promise<T | null>} null after a timeout
   */
  waitFor(ask, ms, signal) {
    return new Promise((resolve, reject) => {
      const settle = (/** @type {T | null} */ answer) => {
        stop();
        resolve(answer);
      };
      const check = () => {
        const answer = ask();
        if (answer !== null) settle(answer);
      };
      const abort = () => {
        stop();
        reject(signal.reason);
      };
      const stop = () => {
        clearTimeout(timer);
        this.#waiters.delete(check);
        signal.removeEventListener("abort", abort);
      };
      const timer = setTimeout(() => settle(null), ms);
      if (signal.aborted) return abort();
      signal.addEventListener("abort", abort);
      this.#waiters.add(check);
      check();
    });
  }

  #wake() {
    for (const check of [...this.#waiters]) check();
  }
}
