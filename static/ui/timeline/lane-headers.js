// The headers of the lanes: whose lane it is, and in which call the server is.

import { CLIENT_COLORS } from "../client-colors.js";
import { svg } from "../dom.js";
import { laneLabel } from "../tcp-panel/words.js";
import { serverStatus, statusOf, statusSentence, UNKNOWN } from "./format.js";

/**
 * @import { TCPWatch } from "../../lab/tcp-watch.js"
 * @import { TCPLabel } from "../tcp-panel/words.js"
 * @import { ConnectionStates } from "./connection-states.js"
 * @import { ConnectionStatus } from "./format.js"
 * @import { Lane, Layout } from "./lanes.js"
 *
 * @typedef {{ key: string, name: string, hue: number | null, x: number, status: ConnectionStatus,
 *   tcp: TCPLabel | null }} LaneHeader
 */

const HEIGHT = 34;
const BAR = { width: 44, height: 4, y: 35 };
const TCP_HEIGHT = 2;
const NARROW = 136; // px between two lanes; below it a status is shortened
const TINY = 64; // px; below it only the call is shown

/**
 * @param {Lane[]} lanes
 * @param {Layout} layout
 * @param {ConnectionStates} states
 * @param {object} server
 * @param {number} server.now ms since 1970, by the clock of the events
 * @param {boolean} server.listening
 * @param {boolean} server.lost whether the lab cannot be reached
 * @param {Pick<TCPWatch, "at"> | null} [server.tcp] knows the connections' states
 * @returns {LaneHeader[]}
 */
export function laneHeaders(lanes, layout, states, { now, listening, lost, tcp = null }) {
  const headers = lanes.map(({ key, name, hue, conns }) => {
    const state = states.connections.get(conns.at(-1) ?? 0);
    const status = lost && state?.open ? UNKNOWN : statusOf(state, now);
    const label = laneLabel(tcp?.at(state?.peer ?? "") ?? null);
    return { key, name, hue, x: layout.lanes.get(key) ?? 0, status, tcp: label };
  });
  const server = lost ? UNKNOWN : serverStatus(states.accepting, listening, now);
  return [
    ...headers,
    { key: "server", name: "Server", hue: null, x: layout.server, status: server, tcp: null },
  ];
}

export class LaneHeaders {
  element = svg("svg", { class: "tl-heads" });
  #drawn = "";
  #hadTCP = false; // the room for states stays, so that the rows do not jump

  /**
   * @param {LaneHeader[]} headers
   * @param {Layout} layout
   */
  draw(headers, layout) {
    const tall = headers.some(({ status }) => status.left);
    const { gap } = layout;
    const key = JSON.stringify([headers, layout.width, gap]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    this.#hadTCP ||= headers.some(({ tcp }) => tcp);
    const height = HEIGHT + (tall ? 9 : 0) + (this.#hadTCP ? TCP_HEIGHT : 0);
    this.element.setAttribute("width", String(layout.width));
    this.element.setAttribute("height", String(height));
    this.element.replaceChildren(...headers.map((header) => drawHeader(header, gap)));
  }
}

/**
 * @param {LaneHeader} header
 * @param {number} gap px
 */
function drawHeader({ key, name, hue, x, status, tcp }, gap) {
  const narrow = gap < NARROW;
  const tiny = gap < TINY;
  const [first, second] = tiny
    ? tinyLines(status)
    : narrow
      ? shortLines(status)
      : longLines(status);
  const line = (
    /** @type {string} */ className,
    /** @type {number} */ y,
    /** @type {string} */ text,
  ) => svg("text", { class: className, x, y, "text-anchor": "middle" }, text);
  return svg(
    "g",
    {
      class: "tl-lane-head",
      role: "img",
      "aria-label": `${name}: ${statusSentence(status)}`,
      "aria-description": tcp?.title,
      "data-lane": key,
      "data-word": status.word,
      "data-hue": hue === null ? undefined : hue % CLIENT_COLORS,
    },
    svg(
      "text",
      { class: "tl-who", x, y: 13, "text-anchor": "middle" },
      svg("tspan", { class: tiny ? "tl-name tl-tiny" : "tl-name" }, name),
      ...(first ? [svg("tspan", { class: "tl-word", dx: 5 }, first)] : []),
    ),
    line("tl-where", 25, second),
    ...(tcp && !tiny ? [drawTCP(tcp, x, narrow)] : []),
    ...(status.left ? bar(x, status.left, narrow, tcp ? TCP_HEIGHT : 0) : []),
  );
}

/**
 * @param {TCPLabel} tcp
 * @param {number} x
 * @param {boolean} narrow
 */
function drawTCP({ text, short, title, stays }, x, narrow) {
  const attributes = { class: "tl-tcp", x, y: 34, "text-anchor": "middle", "data-stays": stays };
  return svg("text", attributes, svg("title", {}, title), narrow ? short : text);
}

/**
 * @param {ConnectionStatus} status
 * @returns {[string, string]}
 */
function longLines({ word, where, time }) {
  return [word, [where, time].filter(Boolean).join(", ")];
}

/**
 * @param {ConnectionStatus} status
 * @returns {[string, string]}
 */
function shortLines({ word, line, time }) {
  return [word.replace("waiting in ", ""), [line, time].filter(Boolean).join(" ")];
}

/**
 * @param {ConnectionStatus} status
 * @returns {[string, string]}
 */
function tinyLines({ word }) {
  return ["", word.replace("waiting in ", "")];
}

/**
 * @param {number} x
 * @param {{ text: string, share: number }} left
 * @param {boolean} narrow
 * @param {number} below px by which it is lower
 */
function bar(x, { text, share }, narrow, below) {
  const { height } = BAR;
  const y = BAR.y + below;
  const width = narrow ? BAR.width - 10 : BAR.width;
  const label = narrow ? text.replace(" left", "") : text;
  const from = x - Math.round((width + 5 + label.length * 5.4) / 2);
  const size = { x: from, y, height, rx: 2 };
  return [
    svg("rect", { class: "tl-bar", ...size, width }),
    svg("rect", { class: "tl-bar-left", ...size, width: Math.round(width * share) }),
    svg("text", { class: "tl-left", x: from + width + 5, y: y + 5 }, label),
  ];
}
