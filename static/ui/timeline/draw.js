// One row of the picture. Every row is as high as the next, so that a row, once
// drawn, stays as it is; what it says is told to screen readers by its label.

import { segments } from "../../bytes/bytes.js";
import { svg } from "../dom.js";
import { HUES } from "../hues.js";
import { bytesOf, sizeOf } from "./steps.js";
import { sayStep, whatOf } from "./words.js";

/**
 * @typedef {import("./trace.js").Row} Row
 * @typedef {import("./steps.js").Step} Step
 * @typedef {import("./lanes.js").Lane} Lane
 * @typedef {import("./lanes.js").Places} Places
 * @typedef {{ places: Places, lane: (conn: number) => Lane, tls: boolean }} Context
 */

export const ROW = 22;
const LEAST_LABEL = 150; // px
const MONO = 6.65; // px that a character of the labels takes
const SANS = 5.9;
const FROM = 14; // an arrow's height in its row, at its beginning and end
const TO = 17;
const LABEL = 10;
const TEXT = 15; // the base line of a text that stands alone in its row

/**
 * @param {Row} row
 * @param {Context} context
 * @returns {SVGGElement}
 */
export function drawRow(row, context) {
  if (!row.step) return drawBetween(row, context);
  const { step } = row;
  const lane = step.conn ? context.lane(step.conn) : null;
  const group = svg("g", {
    class: `tl-row tl-step is-${step.tone}`,
    "data-id": row.id,
    "data-hue": lane?.hue === null || !lane ? undefined : lane.hue % HUES,
    role: "button",
    tabindex: "-1",
    "aria-pressed": "false",
    "aria-label": sayStep(step, lane?.name ?? "", context.tls),
  });
  group.append(svg("rect", { class: "tl-hit", ...hitBox(step, lane, context) }));
  if (step.way === "lab") group.append(...acrossAll(step.what, context, "tl-lab"));
  else if (step.way === "here") group.append(...mark(step, lane, context));
  else group.append(...arrow(step, lane, context));
  return group;
}

/**
 * @param {Row} row
 * @param {Context} context
 */
function drawBetween({ id, quiet, gap }, { places }) {
  const text = quiet ? `· · · ${quiet} · · ·` : (gap ?? "");
  const attributes = { class: "tl-between", x: places.server, y: TEXT, "text-anchor": "middle" };
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
function laneX(lane, { places }) {
  return (lane && places.lanes.get(lane.key)) ?? places.server;
}

/**
 * @param {Step} step
 * @param {Lane | null} lane
 * @param {Context} context
 */
function hitBox(step, lane, context) {
  const { server, width } = context.places;
  if (step.way === "lab") return { x: 4, y: 0, width: width - 8, height: ROW, rx: 5 };
  const x = laneX(lane, context);
  const from = Math.min(x, server) - 8;
  return { x: from, y: 0, width: Math.abs(server - x) + 16, height: ROW, rx: 5 };
}

/**
 * @param {string} text
 * @param {Context} context
 * @param {string} className
 */
function acrossAll(text, { places }, className) {
  return [
    svg("path", { class: "tl-rule", d: `M16 11.500H${places.width - 16}` }),
    svg(
      "text",
      { class: className, x: places.server, y: TEXT, "text-anchor": "middle" },
      cut(text, Math.floor((2 * Math.min(places.server, places.width - places.server)) / SANS) - 4),
    ),
  ];
}

/**
 * Something about a connection that happens at the server: a chip beside its lane.
 * @param {Step} step
 * @param {Lane | null} lane
 * @param {Context} context
 */
function mark(step, lane, context) {
  const { server, gap } = context.places;
  const left = laneX(lane, context) < server;
  const text = cut(step.what, Math.floor((gap * 1.5) / SANS));
  const width = Math.round(text.length * SANS) + 18;
  const x = left ? server - 10 - width : server + 10;
  return [
    svg("rect", { class: "tl-chip", x, y: 2, width, height: 18, rx: 5 }),
    svg("text", { class: "tl-chip-text", x: x + 9, y: TEXT }, text),
    lineNumber(step, context, !left),
  ];
}

/**
 * @param {Step} step
 * @param {Lane | null} lane
 * @param {Context} context
 */
function arrow(step, lane, context) {
  const { server } = context.places;
  const client = laneX(lane, context);
  const left = client < server;
  const near = { client: client + (left ? 6 : -6), server: server + (left ? -6 : 6) };
  const [from, to] = step.way === "in" ? [near.client, near.server] : [near.server, near.client];
  return [
    svg("path", { class: "tl-shaft", d: `M${from} ${FROM}L${to} ${TO}` }),
    tip(step, to, Math.sign(to - from)),
    ...label(step, client, context),
    lineNumber(step, context, !left),
  ];
}

/**
 * Bytes end in an arrow, the last of them in a bar, a reset in a cross.
 * @param {Step} step
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
 * The line of source stands on the server's other side, where nothing is.
 * @param {Step} step
 * @param {Context} context
 * @param {boolean} toTheLeft
 */
function lineNumber({ event }, { places }, toTheLeft) {
  if (!event.source) return svg("text", {});
  return svg(
    "text",
    {
      class: "tl-line",
      x: places.server + (toTheLeft ? -8 : 8),
      y: TEXT,
      "text-anchor": toTheLeft ? "end" : "start",
    },
    `:${event.source.line}`,
  );
}

/**
 * The label and the ground it stands on, which hides the lanes behind it. Where
 * the arrow is short it reaches over the lanes beside it: the row is its own.
 * @param {Step} step
 * @param {number} client px
 * @param {Context} context
 */
function label(step, client, { places, tls }) {
  const { server } = places;
  const side = client < server ? server - 12 : places.width - server - 12;
  const room = Math.floor(
    Math.max(Math.abs(server - client) - 22, Math.min(side, LEAST_LABEL)) / MONO,
  );
  const text = svg("text", { class: "tl-label", y: LABEL, "text-anchor": "middle" });
  const { event, tone } = step;
  if (!event.bytes) {
    const sign = tone === "end" ? "⊣ " : tone === "bad" ? "✕ " : "";
    text.append(cut(sign + step.what, room));
  } else if (tls) {
    text.append(cut(whatOf(step, true), room));
  } else {
    const size = sizeOf(event.bytes);
    text.append(svg("tspan", { class: "tl-size" }, size));
    text.append(" ", ...characters(bytesOf(step), room - size.length - 1, event.bytes));
  }
  const width = Math.round(text.textContent.length * MONO) + 8;
  const half = width / 2 + 8;
  const middle = (client + server) / 2;
  const x = client < server ? Math.min(middle, server - half) : Math.max(middle, server + half);
  text.setAttribute("x", String(x));
  const ground = { class: "tl-ground", x: x - width / 2, y: 1, width, height: LABEL + 2 };
  return [svg("rect", ground), text];
}

/**
 * @param {Uint8Array} bytes
 * @param {number} room in characters
 * @param {number} length of all, of which bytes are the beginning
 * @returns {Node[]}
 */
function characters(bytes, room, length) {
  /** @type {Node[]} */
  const out = [];
  let left = Math.min(room, 40);
  let whole = bytes.length >= length;
  for (const part of segments(bytes.subarray(0, 48))) {
    const text = part.kind === "text" ? part.text : part.kind === "end" ? "⏎" : part.hex;
    const wide = part.kind === "byte" ? text.length + 1 : text.length;
    if (wide > left) {
      if (part.kind === "text" && left > 1) out.push(svg("tspan", {}, text.slice(0, left - 1)));
      whole = false;
      break;
    }
    left -= wide;
    const shift = part.kind === "byte" && out.length > 0 ? 3 : undefined;
    out.push(
      svg("tspan", { class: part.kind === "byte" ? "tl-byte" : undefined, dx: shift }, text),
    );
  }
  if (!whole) out.push(svg("tspan", { class: "tl-size" }, "…"));
  return out;
}

/**
 * @param {string} text
 * @param {number} room
 */
function cut(text, room) {
  return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`;
}
