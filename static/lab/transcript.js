// The transcript of a client: what it sent and received, row by row, bounded.

import { Joiner } from "../bytes/bytes.js";

/**
 * @typedef {"out" | "in" | "note" | "divider"} Way
 * @typedef {{ id: number, kind: "sent" | "received", bytes: Uint8Array, length: number,
 *   together: string | null }} BytesRow
 *   bytes: the beginning; length: of all; together: the text that this piece completes
 * @typedef {{ id: number, kind: "mark", way: Way, text: string,
 *   detail: string }} MarkRow
 * @typedef {BytesRow | MarkRow} Row
 */

export const MAX_ROWS = 500;
/** How much of a piece is stored. */
export const MAX_BYTES = 1024;

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
      bytes: bytes.slice(0, MAX_BYTES),
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

  /** Begins a connection. Half a character of the one before is not continued. */
  newConnection() {
    this.#joiners = { sent: new Joiner(), received: new Joiner() };
    if (this.rows.length > 0) this.mark("divider", "a new connection");
  }

  /** @param {Row} row */
  #add(row) {
    this.rows.push(row);
    if (this.rows.length <= MAX_ROWS + 100) return;
    // Trimmed in batches: shifting a long array for each row would be slow.
    const over = this.rows.length - MAX_ROWS;
    this.rows = this.rows.slice(over);
    this.dropped += over;
  }
}
