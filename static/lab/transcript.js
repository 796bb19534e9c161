// What one client sent and received, row by row, as much of it as is kept.

import { Joiner } from "../bytes/bytes.js";

/**
 * @typedef {"out" | "in" | "note" | "divider"} Way
 * @typedef {{ id: number, kind: "sent" | "received", bytes: Uint8Array, length: number,
 *   together: string | null }} BytesRow
 * @typedef {{ id: number, kind: "mark", way: Way, text: string,
 *   detail: string }} MarkRow
 * @typedef {BytesRow | MarkRow} Row
 */

export const MOST_ROWS = 500;
/** Of a longer piece the beginning is kept, and how long it was. */
export const MOST_BYTES = 1024;

export class Transcript {
  /** @type {Row[]} */
  rows = [];
  dropped = 0;
  #next = 1;
  #joiners = { sent: new Joiner(), received: new Joiner() };

  /**
   * @param {"sent" | "received"} kind
   * @param {Uint8Array} bytes
   */
  bytes(kind, bytes) {
    this.#add({
      id: this.#next++,
      kind,
      bytes: bytes.slice(0, MOST_BYTES),
      length: bytes.length,
      together: this.#joiners[kind].push(bytes),
    });
  }

  /**
   * @param {Way} way
   * @param {string} text
   * @param {string} [detail]
   */
  mark(way, text, detail = "") {
    this.#add({ id: this.#next++, kind: "mark", way, text, detail });
  }

  /** A new connection: half a character of the old one is no beginning of it. */
  newConnection() {
    this.#joiners = { sent: new Joiner(), received: new Joiner() };
    if (this.rows.length > 0) this.mark("divider", "a new connection");
  }

  /** @param {Row} row */
  #add(row) {
    this.rows.push(row);
    if (this.rows.length <= MOST_ROWS + 100) return;
    // In batches: shifting a long array for every row would be slow in a flood.
    const over = this.rows.length - MOST_ROWS;
    this.rows = this.rows.slice(over);
    this.dropped += over;
  }
}
