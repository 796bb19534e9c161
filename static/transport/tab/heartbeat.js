// Notices a lab that does not answer any more. Its program has one thread: what
// never waits keeps everything else from running, the answer to a ping first of
// all. Whatever it does at the page's bidding is an answer as well: a crowd that
// connects is served before the ping behind it. So is memory that grows, since
// there is an end to that. A beat needs no message from outside, only a turn
// among the goroutines, and so tells one kind of endless loop from the other.
//
// Ticks are counted and not the clock's time: a computer that slept has not
// waited.

const TICK = 1000;
const MISSED = 3;

/** @typedef {"loop" | "yield"} Stuck loop: nothing else gets a turn; yield: others do */

export class Heartbeat {
  #ping;
  #stuck;
  #timer;
  #waiting = false; // for the answer to a ping
  #missed = 0;
  #beats = 0; // since the last tick

  /**
   * @param {() => void} ping
   * @param {(how: Stuck) => void} stuck called once
   */
  constructor(ping, stuck) {
    this.#ping = ping;
    this.#stuck = stuck;
    this.#timer = setInterval(() => this.#tick(), TICK);
    this.#ask();
  }

  /** It has answered. */
  pong() {
    this.#waiting = false;
  }

  beat() {
    this.#beats++;
  }

  stop() {
    clearInterval(this.#timer);
  }

  /** One ping at a time: the first that comes back is enough. */
  #ask() {
    this.#waiting = true;
    this.#missed = 0;
    this.#ping();
  }

  #tick() {
    const beats = this.#beats;
    this.#beats = 0;
    if (!this.#waiting) {
      this.#ask();
      return;
    }
    this.#missed++;
    if (this.#missed < MISSED) return;
    this.stop();
    this.#stuck(beats > 0 ? "yield" : "loop");
  }
}
