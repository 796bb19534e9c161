// Draws one row of the diagram. All rows have the same height, so that a row never
// changes once it is drawn. Its label is its text for screen readers.

import { segments } from "../../bytes/bytes.js";
import { CLIENT_COLORS } from "../client-colors.js";
import { svg } from "../dom.js";
import { bytesOf, sizeOf } from "./event-marks.js";
import { markLabel, whatOf } from "./format.js";

/**
 * @import { Mark } from "./event-marks.js"
 * @import { Lane, Layout } from "./lanes.js"
 * @import { Row } from "./timeline-model.js"
 *
 * @typedef {{ layout: Layout, lane: (conn: number) => Lane, tls: boolean }} Context
 */

export const ROW = 22;
const MIN_LABEL = 150; // px that a label may always take, even where its arrow is shorter
const MONO = 6.65; // px, the width of a character of the labels
const SANS = 5.9; // px, the same of chips and of lines across all lanes
const FROM = 14; // y of an arrow's beginning in its row
const TO = 17; // y of its end
const LABEL = 10; // y of its label
const TEXT = 15; // y of a text that has the row to itself

/**
 * @param {Row} row
 * @param {Context} context
 * @returns {SVGGElement}
 */
export function drawRow(row, context) {
  if (!row.mark) return drawBetween(row, context);
  const { mark } = row;
  const lane = mark.conn ? context.lane(mark.conn) : null;
  const group = svg("g", {
    class: `tl-row tl-event is-${mark.tone}`,
    "data-id": row.id,
    "data-hue": lane?.hue === null || !lane ? undefined : lane.hue % CLIENT_COLORS,
    role: "button",
    tabindex: "-1",
    "aria-pressed": "false",
    "aria-label": markLabel(mark, lane?.name ?? "", context.tls),
  });
  group.append(svg("rect", { class: "tl-hit", ...hitBox(mark, lane, context) }));
  if (mark.way === "lab") group.append(...acrossAll(mark.what, context, "tl-lab"));
  else if (mark.way === "here" || mark.way === "client") group.append(...chip(mark, lane, context));
  else group.append(...arrow(mark, lane, context));
  return group;
}

/**
 * @param {Row} row
 * @param {Context} context
 */
function drawBetween({ id, quiet, gap }, { layout }) {
  const text = quiet ? `· · · ${quiet} · · ·` : (gap ?? "");
  const attributes = { class: "tl-between", x: layout.server, y: TEXT, "text-anchor": "middle" };
  return svg(
    "g",
    { class: `tl-row ${gap ? "tl-gap" : "tl-quiet"}`, "data-id": id },
    svg("text", attributes, text),
  );
}

/**
 * @param {Lane | null} lane
 * @param {Context} context
 */
function laneX(lane, { layout }) {
  return (lane && layout.lanes.get(lane.key)) ?? layout.server;
}

/**
 * @param {Mark} mark
 * @param {Lane | null} lane
 * @param {Context} context
 */
function hitBox(mark, lane, context) {
  const { server, width } = context.layout;
  if (mark.way === "lab") return { x: 4, y: 0, width: width - 8, height: ROW, rx: 5 };
  const x = laneX(lane, context);
  const from = Math.min(x, server) - 8;
  return { x: from, y: 0, width: Math.abs(server - x) + 16, height: ROW, rx: 5 };
}

/**
 * @param {string} text
 * @param {Context} context
 * @param {string} className
 */
function acrossAll(text, { layout }, className) {
  return [
    svg("path", { class: "tl-rule", d: `M16 11.500H${layout.width - 16}` }),
    svg(
      "text",
      { class: className, x: layout.server, y: TEXT, "text-anchor": "middle" },
      shorten(
        text,
        Math.floor((2 * Math.min(layout.server, layout.width - layout.server)) / SANS) - 4,
      ),
    ),
  ];
}

/**
 * Draws a chip beside the server's lane, or the client's: what happens there, about one connection.
 * @param {Mark} mark
 * @param {Lane | null} lane
 * @param {Context} context
 */
function chip(mark, lane, context) {
  const { server, gap } = context.layout;
  const client = laneX(lane, context);
  const left = client < server;
  const atClient = mark.way === "client";
  const text = shorten(mark.what, Math.floor((gap * 1.5) / SANS));
  const width = Math.round(text.length * SANS) + 18;
  const beside = atClient ? client : server;
  const x = left === atClient ? beside + 10 : beside - 10 - width;
  return [
    svg("rect", { class: "tl-chip", x, y: 2, width, height: 18, rx: 5 }),
    svg("text", { class: "tl-chip-text", x: x + 9, y: TEXT }, text),
    lineNumber(mark, context, !left),
  ];
}

/**
 * @param {Mark} mark
 * @param {Lane | null} lane
 * @param {Context} context
 */
function arrow(mark, lane, context) {
  const { server } = context.layout;
  const client = laneX(lane, context);
  const left = client < server;
  const near = { client: client + (left ? 6 : -6), server: server + (left ? -6 : 6) };
  const [from, to] = mark.way === "in" ? [near.client, near.server] : [near.server, near.client];
  return [
    svg("path", { class: "tl-shaft", d: `M${from} ${FROM}L${to} ${TO}` }),
    tip(mark, to, Math.sign(to - from)),
    ...label(mark, client, context),
    lineNumber(mark, context, !left),
  ];
}

/**
 * Draws the end of an arrow: a head for bytes, a head with a bar for a FIN, a cross for a reset.
 * @param {Mark} mark
 * @param {number} x
 * @param {number} way 1 to the right, -1 to the left
 */
function tip({ tone }, x, way) {
  if (tone === "bad")
    return svg("path", { class: "tl-cross", d: `M${x - 4} ${TO - 4}l8 8m0 -8l-8 8` });
  const head = `M${x} ${TO}l${-8 * way} ${-4.4}v8z`;
  return svg("path", {
    class: tone === "end" ? "tl-head tl-end" : "tl-head",
    d: tone === "end" ? `${head}M${x - way} ${TO - 5}h${2 * way}v10h${-2 * way}z` : head,
  });
}

/**
 * Draws the line of source on the other side of the server, where the row is empty.
 * @param {Mark} mark
 * @param {Context} context
 * @param {boolean} toTheLeft
 */
function lineNumber({ event }, { layout }, toTheLeft) {
  if (!event.source) return svg("text", {});
  return svg(
    "text",
    {
      class: "tl-line",
      x: layout.server + (toTheLeft ? -8 : 8),
      y: TEXT,
      "text-anchor": toTheLeft ? "end" : "start",
    },
    `:${event.source.line}`,
  );
}

/**
 * Draws an arrow's label and a background that hides the lanes behind it. Above a
 * short arrow the label reaches over other lanes, since the row has no other text.
 * @param {Mark} mark
 * @param {number} client px
 * @param {Context} context
 */
function label(mark, client, { layout, tls }) {
  const { server } = layout;
  const side = client < server ? server - 12 : layout.width - server - 12;
  const room = Math.floor(
    Math.max(Math.abs(server - client) - 22, Math.min(side, MIN_LABEL)) / MONO,
  );
  const text = svg("text", { class: "tl-label", y: LABEL, "text-anchor": "middle" });
  const { event, tone } = mark;
  if (!event.bytes) {
    const sign = tone === "end" ? "⊣ " : tone === "bad" ? "✕ " : "";
    text.append(shorten(sign + mark.what, room));
  } else if (tls) {
    text.append(shorten(whatOf(mark, true), room));
  } else {
    const size = sizeOf(event.bytes);
    text.append(svg("tspan", { class: "tl-size" }, size));
    text.append(" ", ...characters(bytesOf(mark), room - size.length - 1, event.bytes));
  }
  const width = Math.round(text.textContent.length * MONO) + 8;
  const half = width / 2 + 8;
  const middle = (client + server) / 2;
  const x = client < server ? Math.min(middle, server - half) : Math.max(middle, server + half);
  text.setAttribute("x", String(x));
  const background = { class: "tl-ground", x: x - width / 2, y: 1, width, height: LABEL + 2 };
  return [svg("rect", background), text];
}

/**
 * @param {Uint8Array} bytes
 * @param {number} room in characters
 * @param {number} length of all the bytes, of which these are the beginning
 * @returns {Node[]}
 */
function characters(bytes, room, length) {
  /** @type {Node[]} */
  const out = [];
  let left = Math.min(room, 40);
  let complete = bytes.length >= length;
  for (const part of segments(bytes.subarray(0, 48))) {
    const text = part.kind === "text" ? part.text : part.kind === "end" ? "⏎" : part.hex;
    const width = part.kind === "byte" ? text.length + 1 : text.length;
    if (width > left) {
      if (part.kind === "text" && left > 1) out.push(svg("tspan", {}, text.slice(0, left - 1)));
      complete = false;
      break;
    }
    left -= width;
    const shift = part.kind === "byte" && out.length > 0 ? 3 : undefined;
    out.push(
      svg("tspan", { class: part.kind === "byte" ? "tl-byte" : undefined, dx: shift }, text),
    );
  }
  if (!complete) out.push(svg("tspan", { class: "tl-size" }, "…"));
  return out;
}

/**
 * @param {string} text
 * @param {number} room in characters
 */
function shorten(text, room) {
  return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`;
}
