// What a lab did, as much of it as is kept, and what of it is to be drawn. It
// knows no DOM, and however fast events come it keeps only so many.

import { States } from "./states.js";
import { stepOf } from "./steps.js";
import { duration } from "./words.js";

/**
 * @typedef {import("../../transport/transport.js").LabEvent} LabEvent
 * @typedef {import("./steps.js").Step} Step
 * @typedef {{ id: number, step?: Step, quiet?: string, gap?: string }} Row
 */

/** How many events are kept for saving, and how many rows are drawn at most. */
export const MOST_EVENTS = 8192;
export const MOST_ROWS = 240;
/** Silence of this length is folded, in ms. */
export const QUIET = 2000;

export class Trace {
  /** @type {LabEvent[]} */
  events = [];
  states = new States();
  /** Steps there were since the last clear. */
  steps = 0;
  skipped = 0;
  last = 0;
  #clearedTo = 0;

  /**
   * @param {LabEvent[]} events
   * @param {number} skipped
   */
  take(events, skipped) {
    this.skipped += skipped;
    for (const event of events) {
      if (event.seq <= this.last) continue;
      this.last = event.seq;
      this.events.push(event);
      this.states.apply(event);
      if (stepOf(event)) this.steps++;
    }
    // In batches: shifting a long array for every event would be slow in a flood.
    if (this.events.length > MOST_EVENTS * 1.25) this.events = this.events.slice(-MOST_EVENTS);
  }

  /** @param {import("../../transport/transport.js").Snapshot} snapshot */
  correct(snapshot) {
    this.states.reset(snapshot, this.events);
  }

  /** The picture begins anew; who waits where is as it was. */
  clear() {
    this.#clearedTo = this.last;
    this.events = [];
    this.steps = 0;
    this.skipped = 0;
  }

  /**
   * The newest rows, oldest first, with what lies between them: silence, and
   * events that nobody kept.
   * @param {(conn: number) => boolean} [wanted]
   * @param {number} [most]
   * @returns {Row[]}
   */
  rows(wanted = () => true, most = MOST_ROWS) {
    /** @type {Row[]} */
    const rows = [];
    /** @type {Step | null} */
    let later = null;
    for (let i = this.events.length - 1; i >= 0 && rows.length < most; i--) {
      const event = /** @type {LabEvent} */ (this.events[i]);
      const step = stepOf(event);
      if (step && (step.conn === 0 || wanted(step.conn))) {
        if (later) quietBetween(rows, step, later);
        rows.push({ id: step.seq, step });
        later = step;
      }
      const before = this.events[i - 1]?.seq ?? Math.max(this.#clearedTo, 0);
      const missing = event.seq - before - 1;
      if (missing > 0 && (i > 0 || this.skipped > 0))
        rows.push({ id: event.seq - 0.75, gap: missed(missing) });
    }
    return rows.reverse();
  }

  /**
   * How long the call had waited that an event ends, in ms.
   * @param {LabEvent} event
   * @returns {number | null} null where it did not wait, or nobody knows
   */
  waited(event) {
    const call = event.kind === "timeout" ? event.call : event.kind;
    for (let i = this.#index(event.seq) - 1; i >= 0; i--) {
      const before = /** @type {LabEvent} */ (this.events[i]);
      const same = call === "accept" ? before.call === "accept" : before.conn === event.conn;
      if (!same) continue;
      if (before.kind === "waiting" && before.call === call)
        return Math.max(0, Date.parse(event.at) - Date.parse(before.at));
      if (before.kind === call || before.kind === "accept") return null;
    }
    return null;
  }

  /**
   * What the server logged around an event, about its connection or about none.
   * @param {Step} step
   * @param {number} [near] ms before and after
   * @param {number} [most]
   */
  recordsAt(step, near = 50, most = 6) {
    const at = this.#index(step.seq);
    const close = (/** @type {LabEvent | undefined} */ event) =>
      event !== undefined && Math.abs(Date.parse(event.at) - step.at) <= near;
    let from = at;
    let to = at;
    while (close(this.events[from - 1]) && at - from < 64) from--;
    while (close(this.events[to]) && to - at < 64) to++;
    return this.events
      .slice(from, to)
      .filter(({ kind, conn }) => kind === "log" && (!conn || conn === step.conn))
      .slice(0, most);
  }

  /**
   * @param {number} seq
   * @returns {number} where it is kept, or would be
   */
  #index(seq) {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {LabEvent} */ (this.events[middle]).seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * @param {Row[]} rows newest first
 * @param {Step} step
 * @param {Step} later
 */
function quietBetween(rows, step, later) {
  const quiet = later.at - step.at;
  if (quiet < QUIET || later.way === "lab") return;
  rows.push({ id: later.seq - 0.5, quiet: `${duration(quiet, 1)} quiet` });
}

/** @param {number} count */
function missed(count) {
  const events = count === 1 ? "1 event" : `${count.toLocaleString("en")} events`;
  return `${events} skipped: too fast to keep`;
}
