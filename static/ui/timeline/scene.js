// What one drawing of the timeline shows: the lanes and rows that fit, and the
// notes about what they leave out. It knows no DOM.

import { laneOf, lanesFor, layOut } from "./lanes.js";

/**
 * @import { Context } from "./draw-row.js"
 * @import { Lane, Owner } from "./lanes.js"
 * @import { Row, TimelineModel } from "./timeline-model.js"
 *
 * @typedef {object} Scene
 * @property {Lane[]} lanes those that are drawn
 * @property {Lane[]} all those that the filter can choose from
 * @property {number} more how many connections have no lane
 * @property {Row[]} rows
 * @property {boolean} writeWaits whether a Write of the server waits now
 * @property {Context} context
 */

/**
 * @param {TimelineModel} model
 * @param {object} options
 * @param {number} options.width px
 * @param {string} options.only key of the one lane to show, empty for all
 * @param {Row[] | null} options.frozen the rows to show instead of the newest
 * @param {(peer: string) => Owner | null} options.owner
 * @param {(peer: string) => string} [options.nameOf] who a peer is that is none of the page's
 * @param {boolean} options.tls whether the bytes are those of TLS
 * @returns {Scene}
 */
export function compose(model, { width, only, frozen, owner, nameOf, tls }) {
  const { states } = model;
  /** @type {Map<number, Lane>} */
  const known = new Map();
  const lane = (/** @type {number} */ conn) => {
    const found = known.get(conn) ?? laneOf(conn, states, owner, nameOf);
    known.set(conn, found);
    return found;
  };
  const rows = frozen ?? model.rows((conn) => only === "" || lane(conn).key === only);
  const open = [...states.connections.values()].filter((state) => state.open);
  const drawn = rows.flatMap(({ mark }) => (mark?.conn ? [mark.conn] : []));
  const { lanes: all, more } = lanesFor([...open.map(({ conn }) => conn), ...drawn], lane);
  const lanes = only === "" ? all : all.filter(({ key }) => key === only);
  const keys = new Set(lanes.map(({ key }) => key));
  return {
    lanes,
    all,
    more,
    rows: rows.filter(({ mark }) => !mark?.conn || keys.has(lane(mark.conn).key)),
    writeWaits: open.some(({ write }) => write !== null),
    context: { layout: layOut(lanes, width), lane, tls },
  };
}

/**
 * @param {TimelineModel} model
 * @param {object} drawn
 * @param {number} drawn.marks how many are drawn
 * @param {boolean} drawn.partly a filter or a pause hides some on purpose
 * @param {number} drawn.more how many connections have no lane
 * @returns {string} what the drawing leaves out, empty where it shows everything
 */
export function omissions(model, { marks, partly, more }) {
  const parts = [];
  if (model.markCount > marks && !partly)
    parts.push(`The newest ${marks} of ${model.markCount.toLocaleString("en")} events are drawn.`);
  if (model.skipped > 0)
    parts.push(`${model.skipped.toLocaleString("en")} were skipped: too fast to keep.`);
  if (more > 0) parts.push(`${more} more connections have no lane.`);
  return parts.join(" ");
}
