// Which lanes there are and where they stand: clients to the left of the server
// and to its right.

/**
 * @typedef {import("./states.js").States} States
 * @typedef {import("./trace.js").Row} Row
 * @typedef {{ letter: string, index: number }} Owner the card that a connection belongs to
 * @typedef {{ key: string, name: string, hue: number | null, order: number, conns: number[] }} Lane
 * @typedef {{ width: number, server: number, gap: number, lanes: Map<string, number> }} Places
 */

/** More than these are too many to tell apart. */
export const MOST_LANES = 16;
/** Below this many clients on a side nothing moves when one joins. */
const LEAST_A_SIDE = 2;
const EDGE = 62; // px from the outermost lane to the edge
const NARROW_ROOM = 560;
const NARROW_EDGE = 40;
const NEAR = 56; // px at least between the server and the lane beside it

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
 * The server stands in the middle, whatever its clients do, and every lane is in
 * view. The first two clients are to its left, the next two to its right, and
 * the others take turns: who has a side stays on it.
 * @param {Lane[]} lanes
 * @param {number} room px
 * @returns {Places}
 */
export function place(lanes, room) {
  const server = Math.round(room / 2);
  const edge = room < NARROW_ROOM ? NARROW_EDGE : EDGE;
  const onLeft = (/** @type {number} */ i) => (i < 4 ? i < 2 : i % 2 === 0);
  const left = lanes.filter((_, i) => onLeft(i));
  const right = lanes.filter((_, i) => !onLeft(i));
  const count = Math.max(LEAST_A_SIDE, left.length, right.length);
  const side = server - edge;
  const near = Math.max(Math.min(NEAR, side / 2), side / count); // to the server
  const gap = (side - near) / (count - 1);
  /** @type {Map<string, number>} */
  const at = new Map();
  left.forEach(({ key }, i) => {
    at.set(key, Math.round(edge + i * gap));
  });
  right.forEach(({ key }, i) => {
    at.set(key, Math.round(server + near + i * gap));
  });
  return { width: Math.floor(room), server, gap, lanes: at };
}
