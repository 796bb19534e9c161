// What a learner's page reports of its work to the class. Verdicts are all sent; of what
// comes between them, the last.

/**
 * @typedef {object} Report
 * @property {"reading" | "editing" | "building" | "failed" | "done"} activity
 * @property {string} [exercise]
 * @property {string} [failure] the failed check's name, or the compiler's first message
 */

const INTERVAL = 3000; // ms between two reports that are no verdicts
const REPEAT = 60_000; // ms after which the same report is sent again

export class Reports {
  #send;
  #now;
  /** @type {Report[]} */
  #waiting = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #sentAt = Number.NEGATIVE_INFINITY;
  #sent = "";

  /**
   * @param {(report: Report) => boolean} send returns false where it cannot be sent now
   * @param {() => number} [now] in ms
   */
  constructor(send, now = Date.now) {
    this.#send = send;
    this.#now = now;
  }

  /** @param {Report} report */
  add(report) {
    const last = this.#waiting.at(-1);
    if (last && !isVerdict(last)) this.#waiting.pop();
    this.#waiting.push(report);
    this.flush();
  }

  /** Sends what can be sent now. */
  flush() {
    clearTimeout(this.#timer);
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const text = JSON.stringify(next);
      const age = this.#now() - this.#sentAt;
      if (!isVerdict(next)) {
        if (text === this.#sent && age < REPEAT) {
          this.#waiting.shift();
          continue;
        }
        if (age < INTERVAL) {
          this.#timer = setTimeout(() => this.flush(), INTERVAL - age);
          return;
        }
      }
      if (!this.#send(next)) return;
      this.#waiting.shift();
      this.#sent = text;
      this.#sentAt = this.#now();
    }
  }

  stop() {
    clearTimeout(this.#timer);
  }
}

/** @param {Report} report */
function isVerdict({ activity }) {
  return activity === "failed" || activity === "done";
}
