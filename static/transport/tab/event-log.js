// The newest events of a lab in the tab. A listener that comes later gets them too,
// as from the ring of a lab on the host.

/** @import { EventHandlers, LabEvent, LabInfo } from "../transport.js" */

/** As many as the ring of a lab on the host holds. */
export const MAX_EVENTS = 4096;

export class EventLog {
  last = 0; // number of the newest
  over = false; // whether that is the lab's last
  /** @type {LabEvent[]} */
  #events = [];
  /** @type {Set<EventHandlers>} */
  #listeners = new Set();
  /** @type {LabInfo | null} */
  #ended = null;

  /**
   * @param {LabEvent[]} events
   * @param {number} skipped before the first of them
   */
  add(events, skipped) {
    const newest = events.at(-1);
    if (newest) {
      this.last = newest.seq;
      this.over ||= newest.kind === "stopped" || newest.kind === "failed";
      this.#events.push(...events);
      // Trimmed in batches: it would be slow for each event.
      if (this.#events.length > 2 * MAX_EVENTS) this.#events = this.#events.slice(-MAX_EVENTS);
    }
    for (const { batch } of this.#listeners) batch(events, skipped);
  }

  /** The line of the newest event that has one. */
  get lastSource() {
    return this.#events.findLast(({ source }) => source)?.source;
  }

  /**
   * Ends the stream of each listener.
   * @param {LabInfo} info
   */
  end(info) {
    this.#ended = info;
    for (const { ended } of this.#listeners) ended(info);
    this.#listeners.clear();
  }

  /**
   * @param {number} after number of the last event that the listener has
   * @param {EventHandlers} handlers
   */
  listen(after, handlers) {
    const missed = this.#events.filter(({ seq }) => seq > after);
    const first = missed[0];
    if (first) handlers.batch(missed, first.seq - after - 1);
    if (this.#ended) handlers.ended(this.#ended);
    else this.#listeners.add(handlers);
    return { close: () => void this.#listeners.delete(handlers) };
  }
}
