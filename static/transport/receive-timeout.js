// A timeout for a connection on which nothing is received. A page does not see
// WebSocket pings, so the playground sends a heartbeat message after 20 s without
// data. Time is counted in ticks: a laptop that slept, or a tab whose timers were
// throttled, has not waited.

export const TICK = 5000; // ms
export const MAX_TICKS = 10; // without data

export class ReceiveTimeout {
  #ticks = 0; // since something was received
  #timer;

  /** @param {() => void} onTimeout called once, after about 50 s in which nothing was received */
  constructor(onTimeout) {
    this.#timer = setInterval(() => {
      this.#ticks++;
      if (this.#ticks < MAX_TICKS) return;
      this.stop();
      onTimeout();
    }, TICK);
  }

  /** To be called whenever something was received. */
  reset() {
    this.#ticks = 0;
  }

  stop() {
    clearInterval(this.#timer);
  }
}
