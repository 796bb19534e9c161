// A lab's events as the page has them from its worker, so that whoever listens
// later has the same as whoever listened from the start.

/**
 * @typedef {import("../transport.js").LabEvent} LabEvent
 * @typedef {import("../transport.js").LabFacts} LabFacts
 * @typedef {import("../transport.js").EventHandlers} EventHandlers
 */

const KEPT = 4096;

export class EventLog {
  last = 0; // number of the newest
  over = false; // whether that was the lab's last
  /** @type {LabEvent[]} */
  #events = [];
  /** @type {Set<EventHandlers>} */
  #listeners = new Set();
  /** @type {LabFacts | null} */
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
      // Now and then, and not with every event.
      if (this.#events.length > 2 * KEPT) this.#events = this.#events.slice(-KEPT);
    }
    for (const { batch } of this.#listeners) batch(events, skipped);
  }

  /**
   * No more will come.
   * @param {LabFacts} facts
   */
  end(facts) {
    this.#ended = facts;
    for (const { ended } of this.#listeners) ended(facts);
    this.#listeners.clear();
  }

  /**
   * @param {number} after number of the last event already had
   * @param {EventHandlers} handlers
   */
  listen(after, handlers) {
    const had = this.#events.filter(({ seq }) => seq > after);
    const first = had[0];
    if (first) handlers.batch(had, first.seq - after - 1);
    if (this.#ended) handlers.ended(this.#ended);
    else this.#listeners.add(handlers);
    return { close: () => void this.#listeners.delete(handlers) };
  }
}
