// What a program has written, as far as it is worth keeping: the beginning, in
// which a dying Go program says why, and the end. Long traces lie between.

const PART = 8 * 1024;

export class Output {
  #head = new Uint8Array(0);
  #tail = new Uint8Array(0);
  #lost = 0;

  /** @param {Uint8Array} bytes */
  write(bytes) {
    const room = PART - this.#head.length;
    this.#head = join(this.#head, bytes.subarray(0, room));
    if (bytes.length <= room) return;
    const tail = join(this.#tail, bytes.subarray(room));
    const over = Math.max(0, tail.length - PART);
    this.#tail = tail.slice(over);
    this.#lost += over;
  }

  /** @returns {string} */
  text() {
    const decode = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes);
    if (this.#lost === 0) return decode(join(this.#head, this.#tail));
    return `${decode(this.#head)}\n… ${this.#lost} bytes left out …\n${decode(this.#tail)}`;
  }
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
function join(a, b) {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
