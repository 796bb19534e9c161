// Notices a connection on which nothing arrives any more. A page cannot see
// WebSocket pings, so the playground sends a beat after 20 s of silence.
// Silence is counted in ticks and not in clock time: a laptop that slept, or a
// tab whose timers were held back, has not waited.

const TICK = 5000;
const TICKS = 10;

export class Silence {
  #quiet = 0;
  #timer;

  /** @param {() => void} onSilence called once, after about 50 s without a sign of life */
  constructor(onSilence) {
    this.#timer = setInterval(() => {
      this.#quiet++;
      if (this.#quiet < TICKS) return;
      this.stop();
      onSilence();
    }, TICK);
  }

  alive() {
    this.#quiet = 0;
  }

  stop() {
    clearInterval(this.#timer);
  }
}
