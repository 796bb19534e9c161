// Which lanes the timeline has, and their positions: clients to the left and to the
// right of the server.

import { showBidiControls } from "../../core/bidi.js";

/**
 * @import { ConnectionStates } from "./connection-states.js"
 *
 * @typedef {{ letter: string, index: number }} Owner the client that a connection belongs to
 *
 * @typedef {object} Lane
 * @property {string} key the client's letter, or #CONN for a connection from outside the page
 * @property {string} name
 * @property {number | null} hue index of the client's colour
 * @property {number} order
 * @property {number[]} conns its connections, one after the other
 *
 * @typedef {object} Layout in px
 * @property {number} width
 * @property {number} server x of the server's lane
 * @property {number} gap between two lanes of one side
 * @property {Map<string, number>} lanes x by key
 */

/** More lanes are too many to distinguish. */
export const MAX_LANES = 16;
/** For how many clients each side has room from the start, so that no lane moves for them. */
const MIN_PER_SIDE = 2;
const MAX_NAME = 12; // characters
const EDGE = 62; // px between the outermost lane and the edge
const NARROW_WIDTH = 560; // px
const NARROW_EDGE = 40;
const MIN_TO_SERVER = 56; // px between the server and the lane beside it

/**
 * @param {number} conn
 * @param {ConnectionStates} states
 * @param {(peer: string) => Owner | null} owner
 * @param {(peer: string) => string} [nameOf] who a peer is that is none of the page's clients
 * @returns {Lane}
 */
export function laneOf(conn, states, owner, nameOf) {
  const peer = states.peerOf(conn);
  const client = owner(peer);
  if (client) {
    const { letter, index } = client;
    return { key: letter, name: letter, hue: index, order: index, conns: [conn] };
  }
  const port = peer.slice(peer.lastIndexOf(":") + 1);
  const name = shorten(nameOf?.(peer) ?? "") || (port ? `:${port}` : `#${conn}`);
  return { key: `#${conn}`, name, hue: null, order: 10_000 + conn, conns: [conn] };
}

/** @param {string} name of any length, of which a lane's head has room for a few letters */
function shorten(name) {
  const letters = [...name];
  if (letters.length <= MAX_NAME) return showBidiControls(name);
  return showBidiControls(`${letters.slice(0, MAX_NAME - 1).join("")}…`);
}

/**
 * Collects the lanes of connections. Where there are too many, those of the last
 * connections are taken.
 * @param {Iterable<number>} conns the most important ones last
 * @param {(conn: number) => Lane} lane
 * @returns {{ lanes: Lane[], more: number }} more: how many are left out
 */
export function lanesFor(conns, lane) {
  /** @type {Map<string, Lane>} */
  const lanes = new Map();
  for (const conn of conns) {
    const own = lane(conn);
    const known = lanes.get(own.key);
    lanes.delete(own.key); // a map keeps its order: the lane moves to the end
    const all = known ? [...known.conns.filter((other) => other !== conn), conn] : [conn];
    lanes.set(own.key, { ...own, conns: all.sort((a, b) => a - b) });
  }
  const newest = [...lanes.values()].slice(-MAX_LANES).sort((a, b) => a.order - b.order);
  return { lanes: newest, more: lanes.size - newest.length };
}

/**
 * Positions the lanes. The server is always in the middle and every lane in view. The
 * first two clients are to its left, the next two to its right, and then they
 * alternate, so that a lane never changes its side when others are added.
 * @param {Lane[]} lanes
 * @param {number} width px
 * @returns {Layout}
 */
export function layOut(lanes, width) {
  const server = Math.round(width / 2);
  const edge = width < NARROW_WIDTH ? NARROW_EDGE : EDGE;
  const onLeft = (/** @type {number} */ i) => (i < 4 ? i < 2 : i % 2 === 0);
  const left = lanes.filter((_, i) => onLeft(i));
  const right = lanes.filter((_, i) => !onLeft(i));
  const count = Math.max(MIN_PER_SIDE, left.length, right.length);
  const side = server - edge;
  const toServer = Math.max(Math.min(MIN_TO_SERVER, side / 2), side / count);
  const gap = (side - toServer) / (count - 1);
  /** @type {Map<string, number>} */
  const positions = new Map();
  left.forEach(({ key }, i) => {
    positions.set(key, Math.round(edge + i * gap));
  });
  right.forEach(({ key }, i) => {
    positions.set(key, Math.round(server + toServer + i * gap));
  });
  return { width: Math.floor(width), server, gap, lanes: positions };
}
