// The lanes' heads: whose lane it is, and where the server is with it now.

import { svg } from "../dom.js";
import { HUES } from "../hues.js";
import { presentOf, sentenceOf, serverPresent, UNKNOWN } from "./words.js";

/**
 * @typedef {import("./lanes.js").Lane} Lane
 * @typedef {import("./lanes.js").Places} Places
 * @typedef {import("./states.js").States} States
 * @typedef {import("./words.js").Present} Present
 * @typedef {{ key: string, name: string, hue: number | null, x: number, present: Present }} Head
 */

const HEIGHT = 34;
const BAR = { width: 44, height: 4, y: 35 };
const NARROW = 136; // px between two lanes, for a state in full
const TINY = 64; // px, for a word alone

/**
 * @param {Lane[]} lanes
 * @param {Places} places
 * @param {States} states
 * @param {{ now: number, listening: boolean, lost: boolean }} time lost: nothing is heard of the lab
 * @returns {Head[]}
 */
export function headsFor(lanes, places, states, { now, listening, lost }) {
  const heads = lanes.map(({ key, name, hue, conns }) => {
    const state = states.connections.get(conns.at(-1) ?? 0);
    const present = lost && state?.open ? UNKNOWN : presentOf(state, now);
    return { key, name, hue, x: places.lanes.get(key) ?? 0, present };
  });
  const server = lost ? UNKNOWN : serverPresent(states.accepting, listening, now);
  return [
    ...heads,
    { key: "server", name: "Server", hue: null, x: places.server, present: server },
  ];
}

export class Heads {
  element = svg("svg", { class: "tl-heads" });
  #drawn = "";

  /**
   * Changes nothing where nothing has changed.
   * @param {Head[]} heads
   * @param {Places} places
   */
  draw(heads, places) {
    const tall = heads.some(({ present }) => present.left);
    const { gap } = places;
    const said = JSON.stringify([heads, places.width, gap]);
    if (said === this.#drawn) return;
    this.#drawn = said;
    const height = tall ? HEIGHT + 9 : HEIGHT;
    this.element.setAttribute("width", String(places.width));
    this.element.setAttribute("height", String(height));
    this.element.replaceChildren(...heads.map((head) => drawHead(head, gap)));
  }
}

/**
 * @param {Head} head
 * @param {number} gap px
 */
function drawHead({ key, name, hue, x, present }, gap) {
  const narrow = gap < NARROW;
  const tiny = gap < TINY;
  const [first, second] = tiny
    ? tinyLines(present)
    : narrow
      ? shortLines(present)
      : longLines(present);
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
      "aria-label": `${name}: ${sentenceOf(present)}`,
      "data-lane": key,
      "data-word": present.word,
      "data-hue": hue === null ? undefined : hue % HUES,
    },
    svg(
      "text",
      { class: "tl-who", x, y: 13, "text-anchor": "middle" },
      svg("tspan", { class: tiny ? "tl-name tl-tiny" : "tl-name" }, name),
      ...(first ? [svg("tspan", { class: "tl-word", dx: 5 }, first)] : []),
    ),
    line("tl-where", 27, second),
    ...(present.left ? bar(x, present.left, narrow) : []),
  );
}

/**
 * @param {Present} present
 * @returns {[string, string]}
 */
function longLines({ word, where, time }) {
  return [word, [where, time].filter(Boolean).join(", ")];
}

/**
 * @param {Present} present
 * @returns {[string, string]}
 */
function shortLines({ word, line, time }) {
  return [word.replace("waiting in ", ""), [line, time].filter(Boolean).join(" ")];
}

/**
 * @param {Present} present
 * @returns {[string, string]}
 */
function tinyLines({ word }) {
  return ["", word.replace("waiting in ", "")];
}

/**
 * @param {number} x
 * @param {{ text: string, share: number }} left
 * @param {boolean} narrow
 */
function bar(x, { text, share }, narrow) {
  const { height, y } = BAR;
  const width = narrow ? BAR.width - 10 : BAR.width;
  const said = narrow ? text.replace(" left", "") : text;
  const from = x - Math.round((width + 5 + said.length * 5.4) / 2);
  const size = { x: from, y, height, rx: 2 };
  return [
    svg("rect", { class: "tl-bar", ...size, width }),
    svg("rect", { class: "tl-bar-left", ...size, width: Math.round(width * share) }),
    svg("text", { class: "tl-left", x: from + width + 5, y: y + 5 }, said),
  ];
}
