// Which lines the log shows: it holds back new ones during a pause, and those from
// before a clear. It knows no DOM. The lines themselves are in the EventHistory.

/**
 * @import { EventHistory } from "../../lab/event-history.js"
 * @import { LogEntry } from "../../lab/record-store.js"
 */

/** How many lines are drawn. */
export const MAX_ROWS = 400;

export class LogModel {
  /** Whether there has been no line since the last clear. */
  empty = true;
  #history;
  #clearedTo = 0; // id of the last line that is not shown
  /** @type {LogEntry[]} not drawn yet */
  #undrawn = [];
  /** @type {LogEntry[] | null} the lines when the log was paused, null while it is not */
  #frozen = null;
  /** @type {LogEntry[]} the newest since then */
  #pending = [];
  #droppedCount = 0; // how many came before those

  /** @param {EventHistory} history */
  constructor(history) {
    this.#history = history;
  }

  get paused() {
    return this.#frozen !== null;
  }

  /** How many lines a pause holds back. */
  get pendingCount() {
    return this.#pending.length + this.#droppedCount;
  }

  /**
   * Adds lines that the history has just stored.
   * @param {LogEntry[]} entries in order
   * @returns {LogEntry[]} those that are shown now
   */
  add(entries) {
    // The first run needs no line that separates it from others, unless it says what runs.
    const shown = this.empty ? withoutLeadingRuns(entries) : entries;
    if (shown.length === 0) return [];
    if (this.paused) {
      this.#pending.push(...shown);
      const over = Math.max(0, this.#pending.length - MAX_ROWS);
      this.#pending = this.#pending.slice(over);
      this.#droppedCount += over;
      return [];
    }
    this.empty = false;
    this.#undrawn.push(...shown);
    return shown;
  }

  /** @returns {LogEntry[]} the lines to draw; each is returned once */
  takeUndrawn() {
    const undrawn = this.#undrawn;
    this.#undrawn = [];
    return undrawn;
  }

  /** Makes all lines that are stored undrawn, because the filter has changed. */
  redraw() {
    this.#undrawn = this.#frozen ?? this.#stored();
  }

  pause() {
    this.#frozen = this.#stored();
  }

  /** @returns {LogEntry[]} the lines that the pause has kept back */
  resume() {
    const pending = this.#pending;
    const [first] = pending;
    if (first && this.#droppedCount > 0)
      pending.unshift({ id: first.id - 0.5, skipped: this.#droppedCount });
    this.#frozen = null;
    this.#pending = [];
    this.#droppedCount = 0;
    return this.add(pending);
  }

  clear() {
    this.#clearedTo = this.#history.records().at(-1)?.id ?? 0;
    this.empty = true;
    this.#pending = [];
    this.#droppedCount = 0;
    if (this.#frozen) this.#frozen = [];
    this.redraw();
  }

  #stored() {
    return withoutLeadingRuns(this.#history.records().filter(({ id }) => id > this.#clearedTo));
  }
}

/**
 * Adds up what was skipped where no shown line stands in between, so that a flood
 * leaves one line under a filter.
 * @param {LogEntry[]} entries in order
 */
export function mergeSkipped(entries) {
  /** @type {LogEntry[]} */
  const merged = [];
  for (const entry of entries) {
    const last = merged.at(-1);
    if (entry.skipped !== undefined && last?.skipped !== undefined)
      merged[merged.length - 1] = { id: entry.id, skipped: last.skipped + entry.skipped };
    else merged.push(entry);
  }
  return merged;
}

/** @param {LogEntry[]} entries */
function withoutLeadingRuns(entries) {
  const first = entries.findIndex(({ run, version }) => run === undefined || version);
  return first < 0 ? [] : entries.slice(first);
}
