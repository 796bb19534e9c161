// Draws the rows of the log.

import { showBidiControls } from "../../core/bidi.js";
import { CLIENT_COLORS } from "../client-colors.js";
import { h } from "../dom.js";
import { sourceLink } from "../source/source-link.js";

/**
 * @import { LogEntry } from "../../lab/record-store.js"
 * @import { RunSession } from "../../lab/session.js"
 * @import { LabEvent } from "../../transport/transport.js"
 */

/** In characters. Of a longer value the beginning is shown, and a button for the rest. */
const MAX_VALUE_LENGTH = 120;
/** How the log says what no program has logged, where that is not the event's kind. */
const VERBS = /** @type {Record<string, string>} */ ({
  accept: "accepted",
  network: "network:",
  vanish: "the client has vanished",
});
/** Stands in place of the level beside a line that the program has printed. */
const PRINTED = "print";
/** @type {WeakMap<Element, string>} the rest of a value, by its button */
const hiddenRests = new WeakMap();

/**
 * @param {LabEvent} event
 * @returns {string} the text of its row: level, message and attributes
 */
export function recordText(event) {
  const { message, attributes } = recordParts(event);
  return [event.kind === "log" ? event.level : "", message, ...attributes]
    .filter(Boolean)
    .join(" ");
}

/**
 * @param {LabEvent} event
 * @returns {{ message: string, attributes: string[] }}
 */
export function recordParts(event) {
  if (event.kind === "log") {
    const message = showBidiControls(event.message ?? "");
    return { message, attributes: pairs(event.attrs ?? {}) };
  }
  const verb = VERBS[event.kind] ?? event.kind;
  const properties = /** @type {Record<string, string | number>} */ ({});
  if (event.conn) properties.conn = event.conn;
  if (event.peer) properties.peer = event.peer;
  if (event.error) properties.error = event.error;
  const message = [verb, event.message].filter(Boolean).join(" ");
  return { message, attributes: [...pairs(properties), ...pairs(event.attrs ?? {})] };
}

/** @param {Record<string, unknown>} attributes */
function pairs(attributes) {
  return Object.entries(attributes).map(([key, value]) => showBidiControls(`${key}=${value}`));
}

/**
 * @param {LogEntry} entry
 * @param {RunSession} session
 * @returns {HTMLElement}
 */
export function rowFor({ id, event, skipped, run }, session) {
  if (!event) {
    const text = run === undefined ? skippedText(skipped ?? 0) : runText(run);
    return h("li", { class: "log-row divider", "data-id": id }, h("span", {}, text));
  }
  const { message, attributes } = recordParts(event);
  const text = h("span", { class: "log-text" }, h("span", { class: "log-message" }, message));
  for (const pair of attributes) text.append(" ", attributeView(pair));
  const chip = chipFor(session, event.peer);
  if (chip) text.prepend(chip);
  const quiet = event.kind !== "log";
  const level = quiet ? "" : (event.level ?? PRINTED);
  return h(
    "li",
    {
      class: quiet ? "log-row quiet" : "log-row",
      "data-id": id,
      "data-kind": event.kind,
      "data-level": level.replace(/[+-].*/, ""),
      "data-peer": event.peer,
    },
    h("time", { datetime: event.at }, clockTime(event.at)),
    h("span", { class: "log-level-word" }, level),
    text,
    sourceLink(event) ?? h("span", {}),
  );
}

/** @param {string} name of the transport, empty where there is only one */
function runText(name) {
  return name ? `a new run, ${name.toLowerCase()}` : "a new run";
}

/** @param {number} count */
function skippedText(count) {
  const events = count === 1 ? "1 event was" : `${count.toLocaleString("en")} events were`;
  return `${events} skipped: they came faster than they can be kept`;
}

/** @param {string} pair */
function attributeView(pair) {
  const equals = pair.indexOf("=") + 1;
  const [beginning, rest] = shorten(pair.slice(equals));
  const key = h("span", { class: "log-key" }, pair.slice(0, equals));
  const view = h("span", { class: "log-pair" }, key, beginning);
  if (rest === "") return view;
  const more = `${rest.length.toLocaleString("en")} more`;
  const label = `Show the whole ${pair.slice(0, equals - 1)}`;
  const button = h("button", { type: "button", class: "log-more", "aria-label": label }, more);
  hiddenRests.set(button, rest);
  view.append("…", button);
  return view;
}

/**
 * @param {string} value
 * @returns {[string, string]} the beginning, and the rest
 */
export function shorten(value) {
  if (value.length <= MAX_VALUE_LENGTH) return [value, ""];
  // Cuts neither inside an escape such as \xc3 nor inside a surrogate pair.
  const cut = value.slice(0, MAX_VALUE_LENGTH).replace(/\\(x[0-9a-f]?)?$|[\ud800-\udbff]$/, "");
  return [cut, value.slice(cut.length)];
}

/**
 * Shows the rest of a value if its button was clicked.
 * @param {EventTarget | null} target of a click
 */
export function expandValue(target) {
  const button = target instanceof Element ? target.closest(".log-more") : null;
  const rest = button && hiddenRests.get(button);
  if (!button || rest === null || rest === undefined) return;
  button.previousSibling?.remove(); // the ellipsis
  const region = button.closest("[tabindex]");
  button.replaceWith(rest);
  if (region instanceof HTMLElement) region.focus({ preventScroll: true });
}

/**
 * @param {RunSession} session
 * @param {string | undefined} peer
 */
export function chipFor(session, peer) {
  const client = session.clientByPeer(peer);
  if (!client) return null;
  const name = `client ${client.letter}`;
  return h(
    "span",
    { class: "client-chip", "data-hue": client.index % CLIENT_COLORS, title: name },
    client.letter,
  );
}

/**
 * @param {string} at RFC 3339
 * @returns {string} by the learner's clock, to the millisecond
 */
export function clockTime(at) {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return at;
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const ms = String(time.getMilliseconds()).padStart(3, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${ms}`;
}
