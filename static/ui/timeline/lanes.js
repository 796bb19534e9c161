// Which lanes there are and where they stand: clients to the left of the server
// and to its right, so that no arrow is longer than it must be.

/**
 * @typedef {import("./states.js").States} States
 * @typedef {import("./trace.js").Row} Row
 * @typedef {{ letter: string, index: number }} Owner the card that a connection belongs to
 * @typedef {{ key: string, name: string, hue: number | null, order: number, conns: number[] }} Lane
 * @typedef {{ width: number, server: number, gap: number, lanes: Map<string, number> }} Places
 */

/** More than these are too many to tell apart. */
export const MOST_LANES = 16;
/** Below this many clients nothing moves when one joins. */
const LEAST_PLACES = 3;
const EDGE = 58;
const LEAST_GAP = 84;

/**
 * @param {number} conn
 * @param {States} states
 * @param {(peer: string) => Owner | null} owner
 * @returns {Lane}
 */
export function laneOf(conn, states, owner) {
  const peer = states.peerOf(conn);
  const card = owner(peer);
  if (card) {
    const { letter, index } = card;
    return { key: letter, name: letter, hue: index, order: index, conns: [conn] };
  }
  const port = peer.slice(peer.lastIndexOf(":") + 1);
  const name = port ? `:${port}` : `#${conn}`;
  return { key: `#${conn}`, name, hue: null, order: 10_000 + conn, conns: [conn] };
}

/**
 * The lanes of what is drawn and of what is open, where there are too many those
 * in which something happened last.
 * @param {Iterable<number>} conns the most important ones last
 * @param {(conn: number) => Lane} lane
 * @returns {{ lanes: Lane[], more: number }}
 */
export function lanesFor(conns, lane) {
  /** @type {Map<string, Lane>} */
  const lanes = new Map();
  for (const conn of conns) {
    const made = lane(conn);
    const known = lanes.get(made.key);
    lanes.delete(made.key);
    const all = known ? [...known.conns.filter((other) => other !== conn), conn] : [conn];
    lanes.set(made.key, { ...made, conns: all.sort((a, b) => a - b) });
  }
  const shown = [...lanes.values()].slice(-MOST_LANES).sort((a, b) => a.order - b.order);
  return { lanes: shown, more: lanes.size - shown.length };
}

/**
 * @param {Lane[]} lanes
 * @param {number} room px
 * @returns {Places}
 */
export function place(lanes, room) {
  const count = Math.max(LEAST_PLACES, lanes.length);
  const left = Math.ceil(count / 2);
  const gap = Math.max(LEAST_GAP, (room - 2 * EDGE) / count);
  const at = (/** @type {number} */ slot) => Math.round(EDGE + slot * gap);
  const x = lanes.map(
    (lane, i) => /** @type {[string, number]} */ ([lane.key, at(i < left ? i : i + 1)]),
  );
  return { width: at(count) + EDGE, server: at(left), gap, lanes: new Map(x) };
}
