// A slow reader, made of pause and resume: what has come is held while the
// connection is paused, handed on at the rate asked for, and only when all of
// it has been is the connection read on. The server feels it as it feels any
// slow reader, once the buffers on the way are full.

const TICK = 200; // ms between two helpings; longer where a byte takes longer

/**
 * @typedef {object} Ends
 * @property {(bytes: Uint8Array) => void} deliver
 * @property {() => void} pause asks the connection to stop reading
 * @property {() => void} resume
 */

export class Pace {
  #ends;
  /** Bytes a second; 0 for as fast as they come. */
  rate = 0;
  /** @type {Uint8Array[]} */
  #held = [];
  /** @type {(() => void)[]} what happened behind the bytes held */
  #behind = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Ends} ends */
  constructor(ends) {
    this.#ends = ends;
  }

  get held() {
    return this.#held.reduce((sum, piece) => sum + piece.length, 0);
  }

  /** @param {Uint8Array} bytes */
  take(bytes) {
    if (this.rate === 0 && this.#held.length === 0) return this.#ends.deliver(bytes);
    if (this.#held.length === 0) this.#ends.pause();
    this.#held.push(bytes);
    this.#wind();
  }

  /**
   * Keeps its place behind the bytes that are held.
   * @param {() => void} happened
   */
  after(happened) {
    if (this.#held.length === 0) happened();
    else this.#behind.push(happened);
  }

  /** @param {number} rate */
  slowTo(rate) {
    this.rate = rate;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#held.length > 0) this.#wind();
    else this.#ends.resume();
  }

  /** What is held stays so until the connection is read again. */
  freeze() {
    this.rate = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** As fast as they come, and what is held at once. */
  release() {
    this.freeze();
    for (const piece of this.#held.splice(0)) this.#ends.deliver(piece);
    this.#catchUp();
  }

  /** Forgets what is held: the connection is over for the learner. */
  drop() {
    this.freeze();
    this.#held = [];
    this.#catchUp();
  }

  #wind() {
    if (this.rate === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#help(), Math.max(TICK, 1000 / this.rate));
  }

  #help() {
    this.#timer = undefined;
    let left = Math.max(1, Math.round((this.rate * TICK) / 1000));
    while (left > 0 && this.#held.length > 0) left -= this.#helping(left);
    if (this.#held.length > 0) return this.#wind();
    this.#ends.resume();
    this.#catchUp();
  }

  /**
   * @param {number} most
   * @returns {number} how many bytes it was
   */
  #helping(most) {
    const [first = new Uint8Array()] = this.#held;
    const piece = first.subarray(0, most);
    if (piece.length === first.length) this.#held.shift();
    else this.#held[0] = first.subarray(piece.length);
    this.#ends.deliver(piece);
    return piece.length;
  }

  #catchUp() {
    for (const happened of this.#behind.splice(0)) happened();
  }
}
