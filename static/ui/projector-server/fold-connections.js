// Folds the connections of a server that a whole class uses into what a person can look at
// from the last row: counts of all, and a lane for the few that do most or came last.

/**
 * @import { ConnectionState, Snapshot } from "../../transport/transport.js"
 *
 * @typedef {object} FoldedLane
 * @property {number} conn
 * @property {string} peer
 * @property {number} bytesIn in a second
 * @property {number} bytesOut in a second
 * @property {ConnectionState["call"]} call that waits
 *
 * @typedef {object} Folded
 * @property {number} connected
 * @property {number} bytesIn that the server has read in a second, of all
 * @property {number} bytesOut
 * @property {FoldedLane[]} lanes in the order of their connections
 * @property {Calls} others what those wait in that have no lane
 *
 * @typedef {{ count: number, read: number, write: number, running: number }} Calls
 */

/** More lanes cannot be distinguished from a distance. */
export const MAX_LANES = 8;

/** How much of a connection's activity still counts at the next snapshot. */
const DECAY = 0.7;

/** Folds one snapshot after the other. */
export class ConnectionFolder {
  /** @type {Map<number, { bytesIn: number, bytesOut: number, activity: number }>} */
  #before = new Map();
  /** @type {Set<number>} */
  #shown = new Set();

  /**
   * @param {Snapshot} snapshot
   * @param {number} seconds since the one before
   * @returns {Folded}
   */
  fold({ connections }, seconds) {
    const isFirst = this.#before.size === 0;
    /** @type {(FoldedLane & { activity: number })[]} */
    const all = connections.map(({ conn, peer, call, bytesIn, bytesOut }) => {
      // What a connection had before the first snapshot is of no known time.
      const none = isFirst ? { bytesIn, bytesOut, activity: 0 } : NEW;
      const before = this.#before.get(conn) ?? none;
      const rate = (/** @type {number} */ bytes) => Math.max(0, bytes) / seconds;
      const lane = { conn, peer, call, bytesIn: rate(bytesIn - before.bytesIn), bytesOut: 0 };
      lane.bytesOut = rate(bytesOut - before.bytesOut);
      return { ...lane, activity: before.activity * DECAY + lane.bytesIn };
    });
    this.#before = new Map(
      connections.map(({ conn, bytesIn, bytesOut }, i) => [
        conn,
        { bytesIn, bytesOut, activity: all[i]?.activity ?? 0 },
      ]),
    );
    // What clients send counts: to all of them the server may send the same.
    const ranked = [...all].sort(
      (a, b) => this.#rank(b) - this.#rank(a) || b.activity - a.activity || b.conn - a.conn,
    );
    this.#shown = new Set(ranked.slice(0, MAX_LANES).map(({ conn }) => conn));
    const others = all.filter(({ conn }) => !this.#shown.has(conn));
    return {
      connected: all.length,
      bytesIn: sum(all.map(({ bytesIn }) => bytesIn)),
      bytesOut: sum(all.map(({ bytesOut }) => bytesOut)),
      lanes: all
        .filter(({ conn }) => this.#shown.has(conn))
        .sort((a, b) => a.conn - b.conn)
        .map(({ activity, ...lane }) => lane),
      others: callsOf(others),
    };
  }

  /**
   * Ranks a connection: 2 for one that is active and has a lane, which stays as long as that is so.
   * @param {{ conn: number, activity: number }} lane
   */
  #rank({ conn, activity }) {
    if (activity < 1) return 0;
    return this.#shown.has(conn) ? 2 : 1;
  }
}

const NEW = { bytesIn: 0, bytesOut: 0, activity: 0 };

/** @param {number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * @param {FoldedLane[]} lanes
 * @returns {Calls}
 */
function callsOf(lanes) {
  const of = (/** @type {string} */ call) => lanes.filter((lane) => lane.call === call).length;
  return { count: lanes.length, read: of("read"), write: of("write"), running: of("") };
}
