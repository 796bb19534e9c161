// What of a run is drawn: the marks of its newest events, the pauses between them,
// and where each connection stands. It knows no DOM. The events themselves are in
// the run's EventHistory.

import { indexOfSeq } from "../../lab/event-history.js";
import { ConnectionStates } from "./connection-states.js";
import { markOf } from "./event-marks.js";
import { duration } from "./format.js";

/**
 * @import { EventHistory } from "../../lab/event-history.js"
 * @import { LabEvent, Snapshot } from "../../transport/transport.js"
 * @import { Mark } from "./event-marks.js"
 *
 * A row has exactly one of mark, quiet and gap.
 * @typedef {object} Row
 * @property {number} id increases from row to row; of a mark its event's number
 * @property {Mark} [mark]
 * @property {string} [quiet] for how long nothing happened
 * @property {string} [gap] how many events are missing
 */

/** How many rows are drawn. */
export const MAX_ROWS = 240;
/** Silence of this length is a row of its own, in ms. */
export const MIN_QUIET = 2000;

export class TimelineModel {
  states = new ConnectionStates();
  /** How many marks there were since the last clear. */
  markCount = 0;
  /** How many events were missing since the last clear. */
  skipped = 0;
  #history;
  #clearedTo = 0; // number of the last event that is not shown

  /** @param {EventHistory} history of the run */
  constructor(history) {
    this.#history = history;
  }

  /** The stored events since the last clear, in order. */
  get events() {
    return this.#history.after(this.#clearedTo);
  }

  /**
   * Takes in events that the history has just stored.
   * @param {LabEvent[]} events
   * @param {number} skipped how many are missing before the first
   */
  apply(events, skipped) {
    this.skipped += skipped;
    for (const event of events) {
      this.states.apply(event);
      if (markOf(event)) this.markCount++;
    }
  }

  /** @param {Snapshot} snapshot */
  correct(snapshot) {
    this.states.reset(snapshot, this.events);
  }

  /** Shows no event so far. The states of the connections stay. */
  clear() {
    this.#clearedTo = this.#history.last;
    this.markCount = 0;
    this.skipped = 0;
  }

  /**
   * @param {(conn: number) => boolean} [isShown] whether the marks of a connection are shown
   * @param {number} [max]
   * @returns {Row[]} the newest, oldest first
   */
  rows(isShown = () => true, max = MAX_ROWS) {
    const { events } = this;
    /** @type {Row[]} */
    const rows = [];
    /** @type {Mark | null} */
    let later = null;
    for (let i = events.length - 1; i >= 0 && rows.length < max; i--) {
      const event = /** @type {LabEvent} */ (events[i]);
      const mark = markOf(event);
      if (mark && (mark.conn === 0 || isShown(mark.conn))) {
        if (later) addQuiet(rows, mark, later);
        rows.push({ id: mark.seq, mark });
        later = mark;
      }
      const before = events[i - 1]?.seq ?? this.#clearedTo;
      const missing = event.seq - before - 1;
      if (missing > 0 && (i > 0 || this.skipped > 0))
        rows.push({ id: event.seq - 0.25, gap: missingText(missing) });
    }
    return rows.reverse();
  }

  /**
   * @param {LabEvent} event that ends a call
   * @returns {number | null} for how long the call waited, in ms; null where it did not, or
   *   its beginning is not stored
   */
  waited(event) {
    const { events } = this;
    const call = event.kind === "timeout" ? event.call : event.kind;
    for (let i = indexOfSeq(events, event.seq) - 1; i >= 0; i--) {
      const before = /** @type {LabEvent} */ (events[i]);
      const same = call === "accept" ? before.call === "accept" : before.conn === event.conn;
      if (!same) continue;
      if (before.kind === "waiting" && before.call === call)
        return Math.max(0, Date.parse(event.at) - Date.parse(before.at));
      if (before.kind === call || before.kind === "accept") return null;
    }
    return null;
  }

  /**
   * @param {Mark} mark
   * @param {number} [near] ms before and after
   * @param {number} [max]
   * @returns {LabEvent[]} what the server logged around an event, about its connection or none
   */
  recordsAt(mark, near = 50, max = 6) {
    const { events } = this;
    const at = indexOfSeq(events, mark.seq);
    const close = (/** @type {LabEvent | undefined} */ event) =>
      event !== undefined && Math.abs(Date.parse(event.at) - mark.at) <= near;
    let from = at;
    let to = at;
    while (close(events[from - 1]) && at - from < 64) from--;
    while (close(events[to]) && to - at < 64) to++;
    return events
      .slice(from, to)
      .filter(({ kind, conn }) => kind === "log" && (!conn || conn === mark.conn))
      .slice(0, max);
  }
}

/**
 * @param {Row[]} rows newest first
 * @param {Mark} mark
 * @param {Mark} later the one that follows it
 */
function addQuiet(rows, mark, later) {
  const quiet = later.at - mark.at;
  if (quiet < MIN_QUIET || later.way === "lab") return;
  rows.push({ id: mark.seq + 0.5, quiet: `${duration(quiet, 1)} quiet` });
}

/** @param {number} count */
function missingText(count) {
  const events = count === 1 ? "1 event" : `${count.toLocaleString("en")} events`;
  return `${events} skipped: too fast to keep`;
}
