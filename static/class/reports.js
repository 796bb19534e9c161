// What a learner's page reports of its work to the class. Verdicts are all sent, and sent
// again until the host says that it has them; of what comes between them, the last.

/**
 * @typedef {object} Report
 * @property {"reading" | "editing" | "building" | "failed" | "done"} activity
 * @property {string} [exercise]
 * @property {string} [failure] the failed check's name, or the compiler's first message
 * @property {string} [id] of a verdict
 */

const INTERVAL = 3000; // ms between two reports that are no verdicts
const REPEAT = 60_000; // ms after which the same report is sent again
const MAX_UNANSWERED = 64; // verdicts that the host may not have

export class Reports {
  #send;
  #now;
  /** @type {Report[]} */
  #waiting = [];
  /** @type {Report[]} verdicts that were sent, and may be lost */
  #unanswered = [];
  #page = crypto.getRandomValues(new Uint32Array(2)).join("-");
  #count = 0;
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
    const id = isVerdict(report) && { id: `${this.#page}-${++this.#count}` };
    this.#waiting.push({ ...report, ...id });
    this.flush();
  }

  /**
   * The host has stored a verdict.
   * @param {string} id
   */
  taken(id) {
    this.#unanswered = this.#unanswered.filter((report) => report.id !== id);
  }

  /** Sends on a new connection what may have been lost with the former one, and the rest. */
  resend() {
    this.#waiting.unshift(...this.#unanswered);
    this.#unanswered = [];
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
      if (isVerdict(next)) this.#unanswered = [...this.#unanswered, next].slice(-MAX_UNANSWERED);
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
