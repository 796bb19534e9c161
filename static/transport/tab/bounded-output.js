// The output of a program, bounded: its beginning, where a crashing Go program writes
// the reason, and its end. What lies between, such as long stack traces, is dropped.

import { concat } from "../../core/concat.js";

const PART = 8 * 1024; // bytes of each

export class BoundedOutput {
  #head = new Uint8Array(0);
  #tail = new Uint8Array(0);
  #dropped = 0; // bytes

  /** @param {Uint8Array} bytes */
  write(bytes) {
    const room = PART - this.#head.length;
    this.#head = concat([this.#head, bytes.subarray(0, room)]);
    if (bytes.length <= room) return;
    const tail = concat([this.#tail, bytes.subarray(room)]);
    const over = Math.max(0, tail.length - PART);
    this.#tail = tail.slice(over);
    this.#dropped += over;
  }

  /** @returns {string} the text, which is removed */
  take() {
    const text = this.text();
    this.#head = this.#tail = new Uint8Array(0);
    this.#dropped = 0;
    return text;
  }

  /** @returns {string} with a note about what was dropped */
  text() {
    const decode = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes);
    if (this.#dropped === 0) return decode(concat([this.#head, this.#tail]));
    return `${decode(this.#head)}\n… ${this.#dropped} bytes left out …\n${decode(this.#tail)}`;
  }
}
