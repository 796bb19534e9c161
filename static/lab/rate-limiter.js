// Makes a client read slowly, by pausing and resuming its connection: it holds what has
// come while the connection is paused, delivers it at the rate, and resumes the
// connection when all of it is delivered. To the server that is a slow reader, once the
// buffers between the two are full.

const TICK = 200; // ms between two deliveries; more if a byte takes longer

/**
 * @typedef {object} Actions
 * @property {(bytes: Uint8Array) => void} deliver
 * @property {() => void} pause the connection
 * @property {() => void} resume
 */

export class RateLimiter {
  #actions;
  /** Bytes a second, 0 without a limit. */
  rate = 0;
  /** @type {Uint8Array[]} */
  #pending = [];
  /** @type {(() => void)[]} to be called when the bytes before them are delivered */
  #deferred = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Actions} actions */
  constructor(actions) {
    this.#actions = actions;
  }

  /** How many bytes are held. */
  get pendingBytes() {
    return this.#pending.reduce((sum, piece) => sum + piece.length, 0);
  }

  /** @param {Uint8Array} bytes received */
  push(bytes) {
    if (this.rate === 0 && this.#pending.length === 0) return this.#actions.deliver(bytes);
    if (this.#pending.length === 0) this.#actions.pause();
    this.#pending.push(bytes);
    this.#schedule();
  }

  /**
   * Calls back when all bytes received so far are delivered.
   * @param {() => void} callback
   */
  whenDelivered(callback) {
    if (this.#pending.length === 0) callback();
    else this.#deferred.push(callback);
  }

  /** @param {number} rate */
  setRate(rate) {
    this.rate = rate;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length > 0) this.#schedule();
    else this.#actions.resume();
  }

  /** Delivers nothing that is held until a flush or a new rate. */
  hold() {
    this.rate = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Delivers all that is held, and ends the limit. */
  flush() {
    this.hold();
    for (const piece of this.#pending.splice(0)) this.#actions.deliver(piece);
    this.#flushDeferred();
  }

  /** Discards what is held, because the connection has ended for the learner. */
  discard() {
    this.hold();
    this.#pending = [];
    this.#flushDeferred();
  }

  #schedule() {
    if (this.rate === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#tick(), Math.max(TICK, 1000 / this.rate));
  }

  #tick() {
    this.#timer = undefined;
    let left = Math.max(1, Math.round((this.rate * TICK) / 1000));
    while (left > 0 && this.#pending.length > 0) left -= this.#deliverChunk(left);
    if (this.#pending.length > 0) return this.#schedule();
    this.#actions.resume();
    this.#flushDeferred();
  }

  /**
   * @param {number} max
   * @returns {number} how many bytes were delivered
   */
  #deliverChunk(max) {
    const [first = new Uint8Array()] = this.#pending;
    const piece = first.subarray(0, max);
    if (piece.length === first.length) this.#pending.shift();
    else this.#pending[0] = first.subarray(piece.length);
    this.#actions.deliver(piece);
    return piece.length;
  }

  #flushDeferred() {
    for (const callback of this.#deferred.splice(0)) callback();
  }
}
