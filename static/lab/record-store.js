// The lines of the server's log: the newest of each class. A flood of INFO must
// not push out warnings, nor accepts and closes.

/**
 * @import { LabEvent, Version } from "../transport/transport.js"
 *
 * One line of the log. It has exactly one of event, skipped and run.
 * @typedef {object} LogEntry
 * @property {number} id increases from entry to entry, also across runs
 * @property {LabEvent} [event]
 * @property {number} [skipped] how many events are missing here
 * @property {string} [run] a run begins here: the name of the transport it runs on, empty
 *   where there is only one
 * @property {Version} [version] what its run runs; none for the lesson's version
 */

export const MAX_PER_CLASS = 1000;

export class RecordStore {
  /** @type {Map<string, LogEntry[]>} by class */
  #buckets = new Map();

  /** @param {LogEntry[]} entries in order */
  push(entries) {
    for (const entry of entries) {
      const key = classOf(entry);
      const bucket = this.#buckets.get(key) ?? [];
      bucket.push(entry);
      this.#buckets.set(key, bucket);
    }
    for (const [key, bucket] of this.#buckets) {
      // Trimmed in batches: shifting a long array for each record would be slow.
      if (bucket.length > 1.5 * MAX_PER_CLASS) this.#buckets.set(key, bucket.slice(-MAX_PER_CLASS));
    }
  }

  /** @returns {LogEntry[]} in order, at most MAX_PER_CLASS of each class */
  all() {
    const newest = [...this.#buckets.values()].flatMap((bucket) => bucket.slice(-MAX_PER_CLASS));
    return newest.sort((a, b) => a.id - b.id);
  }
}

/** @param {LogEntry} entry */
function classOf({ event }) {
  if (event?.kind !== "log") return "lifecycle";
  return /^(WARN|ERROR)/.test(event.level ?? "") ? "warnings" : "records";
}
