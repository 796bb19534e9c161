// One row of the log.

import { h } from "../dom.js";
import { HUES } from "../hues.js";

/**
 * @typedef {import("../../transport/transport.js").LabEvent} LabEvent
 * @typedef {import("../../lab/session.js").LabSession} LabSession
 * @typedef {{ id: number, event?: LabEvent, skipped?: number, text?: string }} Entry
 */

/** Of a longer value the beginning is shown, and a button for the rest. */
const MOST_OF_A_VALUE = 120;
/** @type {WeakMap<Element, string>} the rest, by its button */
const rests = new WeakMap();

/**
 * What a row says, in one string.
 * @param {LabEvent} event
 */
export function sentence(event) {
  const { message, attributes } = words(event);
  return [event.kind === "log" ? event.level : "", message, ...attributes]
    .filter(Boolean)
    .join(" ");
}

/**
 * @param {LabEvent} event
 * @returns {{ message: string, attributes: string[] }}
 */
export function words(event) {
  if (event.kind === "log") {
    return { message: event.message ?? "", attributes: pairs(event.attrs ?? {}) };
  }
  const said = event.kind === "accept" ? "accepted" : event.kind;
  const facts = /** @type {Record<string, string | number>} */ ({});
  if (event.conn) facts.conn = event.conn;
  if (event.peer) facts.peer = event.peer;
  if (event.error) facts.error = event.error;
  const message = [said, event.message].filter(Boolean).join(" ");
  return { message, attributes: [...pairs(facts), ...pairs(event.attrs ?? {})] };
}

/** @param {Record<string, unknown>} attributes */
function pairs(attributes) {
  return Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
}

/**
 * @param {Entry} entry
 * @param {LabSession} session
 * @returns {HTMLElement}
 */
export function rowFor({ id, event, skipped, text }, session) {
  if (!event) {
    const said = text ?? skippedWords(skipped ?? 0);
    return h("li", { class: "log-row divider", "data-id": id }, h("span", {}, said));
  }
  const { message, attributes } = words(event);
  const shown = h("span", { class: "log-text" }, h("span", { class: "log-message" }, message));
  for (const pair of attributes) shown.append(" ", attributeView(pair));
  const chip = chipFor(session, event.peer);
  if (chip) shown.prepend(chip);
  const quiet = event.kind !== "log";
  const level = quiet ? "" : (event.level ?? "");
  return h(
    "li",
    {
      class: quiet ? "log-row quiet" : "log-row",
      "data-id": id,
      "data-kind": event.kind,
      "data-level": level.replace(/[+-].*/, ""),
      "data-peer": event.peer,
    },
    h("time", { datetime: event.at }, timeOf(event.at)),
    h("span", { class: "log-level-word" }, level),
    shown,
    sourceLink(event),
  );
}

/** @param {number} count */
function skippedWords(count) {
  const events = count === 1 ? "1 event was" : `${count.toLocaleString("en")} events were`;
  return `${events} skipped: they came faster than they can be kept`;
}

/** @param {string} pair */
function attributeView(pair) {
  const equals = pair.indexOf("=") + 1;
  const [shown, rest] = shorten(pair.slice(equals));
  const key = h("span", { class: "log-key" }, pair.slice(0, equals));
  const view = h("span", { class: "log-pair" }, key, shown);
  if (rest === "") return view;
  const more = `${rest.length.toLocaleString("en")} more`;
  const label = `Show the whole ${pair.slice(0, equals - 1)}`;
  const button = h("button", { type: "button", class: "log-more", "aria-label": label }, more);
  rests.set(button, rest);
  view.append("…", button);
  return view;
}

/**
 * @param {string} value
 * @returns {[string, string]} what is shown at once, and the rest
 */
export function shorten(value) {
  if (value.length <= MOST_OF_A_VALUE) return [value, ""];
  // Not inside an escape such as \xc3, nor between the halves of a surrogate pair.
  const cut = value.slice(0, MOST_OF_A_VALUE).replace(/\\(x[0-9a-f]?)?$|[\ud800-\udbff]$/, "");
  return [cut, value.slice(cut.length)];
}

/**
 * @param {EventTarget | null} target
 * @returns {boolean} whether it was a button for the rest of a value
 */
export function expandValue(target) {
  const button = target instanceof Element ? target.closest(".log-more") : null;
  const rest = button && rests.get(button);
  if (!button || rest === null || rest === undefined) return false;
  button.previousSibling?.remove(); // the ellipsis
  const region = button.closest("[tabindex]");
  button.replaceWith(rest);
  if (region instanceof HTMLElement) region.focus({ preventScroll: true });
  return true;
}

/**
 * @param {LabSession} session
 * @param {string | undefined} peer
 */
export function chipFor(session, peer) {
  const client = session.clientAt(peer);
  if (!client) return null;
  const name = `client ${client.letter}`;
  return h("span", { class: "chip", "data-hue": client.index % HUES, title: name }, client.letter);
}

/** @param {LabEvent} event */
function sourceLink({ source }) {
  if (!source) return h("span", {});
  const file = source.file.slice(source.file.lastIndexOf("/") + 1);
  const where = `${file}:${source.line}`;
  return h(
    "a",
    {
      class: "log-source",
      href: `#${file}-L${source.line}`,
      "data-file": file,
      "data-line": source.line,
      "aria-label": `Show ${where} in the lesson`,
    },
    where,
  );
}

/** @param {string} at RFC 3339 */
export function timeOf(at) {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return at;
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const ms = String(time.getMilliseconds()).padStart(3, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${ms}`;
}
