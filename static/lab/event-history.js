// The events of a lab as the page stores them: once, in the session, and bounded.
// Log, timeline and scripts read them here.

import { RecordStore } from "./record-store.js";

/**
 * @import { LabEvent, Version } from "../transport/transport.js"
 * @import { LogEntry } from "./record-store.js"
 */

/** How many events of a run are stored. */
export const MAX_EVENTS = 8192;

/** Kinds that are lines of the log. Of listening the server logs a record itself. */
const LOG_KINDS = new Set(["log", "stopped", "failed", "accept", "close", "network", "vanish"]);

export class EventHistory {
  /** @type {LabEvent[]} the newest of this run, in order */
  events = [];
  /** Number of the newest event of this run, 0 before the first. */
  last = 0;
  #records = new RecordStore();
  /** @type {Version | null} of this run */
  #version = null;
  #lastEntry = 0;

  /**
   * Begins a run: its events replace those of the run before, whose log lines stay.
   * @param {string} name of the transport it runs on, empty where there is only one
   * @param {Version | null} [version] what it runs; null for the lesson's version
   * @returns {LogEntry} the line that stands between the two runs
   */
  beginRun(name, version = null) {
    this.#version = version;
    this.events = [];
    this.last = 0;
    const entry = this.#entry({ run: name });
    this.#records.push([entry]);
    return entry;
  }

  /**
   * Adds events in order. Those that it has already are left out.
   * @param {LabEvent[]} events
   * @param {number} skipped how many are missing before the first
   * @returns {{ events: LabEvent[], entries: LogEntry[] }} what is new
   */
  add(events, skipped) {
    const fresh = events.filter(({ seq }) => seq > this.last);
    this.last = fresh.at(-1)?.seq ?? this.last;
    this.events.push(...fresh);
    // Trimmed in batches: shifting a long array for each event would be slow.
    if (this.events.length > MAX_EVENTS * 1.25) this.events = this.events.slice(-MAX_EVENTS);
    const entries = skipped > 0 ? [this.#entry({ skipped })] : [];
    for (const event of fresh) if (LOG_KINDS.has(event.kind)) entries.push(this.#entry({ event }));
    this.#records.push(entries);
    return { events: fresh, entries };
  }

  /**
   * @param {number} id of a line of the log
   * @returns {Version | null} what the run of this line ran; null for the lesson's version
   */
  versionOf(id) {
    return this.records().find((entry) => entry.id === id)?.version ?? null;
  }

  /** @returns {LogEntry[]} the lines of the log, in order, of this run and of those before */
  records() {
    return this.#records.all();
  }

  /**
   * @param {number} seq
   * @returns {LabEvent[]} the stored events after that one
   */
  after(seq) {
    return seq < (this.events[0]?.seq ?? 0)
      ? this.events
      : this.events.slice(indexOfSeq(this.events, seq + 1));
  }

  /**
   * @param {{ event?: LabEvent, skipped?: number, run?: string }} content
   * @returns {LogEntry}
   */
  #entry(content) {
    const entry = { id: ++this.#lastEntry, ...content };
    return this.#version ? { ...entry, version: this.#version } : entry;
  }
}

/**
 * @param {LabEvent[]} events in order
 * @param {number} seq
 * @returns {number} the index of the first one that has this number or a higher one
 */
export function indexOfSeq(events, seq) {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {LabEvent} */ (events[middle]).seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
