// Detects a lab that does not answer any more. Its program has one thread: a loop that
// never waits keeps everything else from running, the reply to a ping included. Any
// reply counts as a pong, because replies queue in front of it; so does growing memory,
// which is limited. A beat needs no message from outside, only a turn among the
// goroutines, and so distinguishes a loop that yields from one that does not.
//
// Time is counted in ticks: a computer that slept has not waited.

export const TICK = 1000; // ms
const MAX_MISSED = 3; // ticks without a pong

/** @typedef {"loop" | "yield"} Unresponsive loop: no other goroutine runs; yield: others do */

export class Heartbeat {
  #ping;
  #onUnresponsive;
  #timer;
  #waiting = false; // for a pong
  #missed = 0;
  #beats = 0; // since the last tick

  /**
   * @param {() => void} ping
   * @param {(how: Unresponsive) => void} onUnresponsive called once
   */
  constructor(ping, onUnresponsive) {
    this.#ping = ping;
    this.#onUnresponsive = onUnresponsive;
    this.#timer = setInterval(() => this.#tick(), TICK);
    this.#sendPing();
  }

  /** The program has answered. */
  pong() {
    this.#waiting = false;
  }

  /** A goroutine of the program has run. */
  beat() {
    this.#beats++;
  }

  stop() {
    clearInterval(this.#timer);
  }

  /** Sends a ping. There is one at a time. */
  #sendPing() {
    this.#waiting = true;
    this.#missed = 0;
    this.#ping();
  }

  #tick() {
    const beats = this.#beats;
    this.#beats = 0;
    if (!this.#waiting) {
      this.#sendPing();
      return;
    }
    this.#missed++;
    if (this.#missed < MAX_MISSED) return;
    this.stop();
    this.#onUnresponsive(beats > 0 ? "yield" : "loop");
  }
}
