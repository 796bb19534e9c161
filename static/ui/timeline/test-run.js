// Events and models for the tests of the timeline.

import { EventHistory } from "../../lab/event-history.js";
import { laneOf, lanesFor, layOut } from "./lanes.js";
import { TimelineModel } from "./timeline-model.js";

/**
 * @import { LabEvent } from "../../transport/transport.js"
 * @import { Context } from "./draw-row.js"
 */

export const START = Date.parse("2026-01-02T15:04:05Z");
export const SOURCE = { file: "server/echo/server.go", line: 31 };

/** @param {string} text */
export const base64 = (text) => btoa(text);

/**
 * @param {number} seq
 * @param {string} kind
 * @param {Partial<LabEvent> & { ms?: number }} [more] ms: after the start
 * @returns {LabEvent}
 */
export function event(seq, kind, { ms = seq, ...more } = {}) {
  return { seq, kind, at: new Date(START + ms).toISOString(), ...more };
}

/**
 * Creates a model that has applied events.
 * @param {LabEvent[]} events
 * @param {number} [skipped]
 */
export function modelOf(events, skipped = 0) {
  const history = new EventHistory();
  const model = new TimelineModel(history);
  const apply = (/** @type {LabEvent[]} */ more, missing = 0) =>
    model.apply(history.add(more, missing).events, missing);
  apply(events, skipped);
  return { model, apply };
}

/** An exchange of client A: accept, six bytes in, six bytes out, FIN, close. */
export const EXCHANGE = [
  event(1, "listening", { message: "127.0.0.1:4040" }),
  event(2, "accept", { conn: 1, peer: "127.0.0.1:5001", source: SOURCE }),
  event(3, "read", { conn: 1, bytes: 6, data: base64("hello\n"), source: SOURCE }),
  event(4, "log", { conn: 1, level: "INFO", message: "received" }),
  event(5, "write", { conn: 1, bytes: 6, data: base64("hello\n"), source: SOURCE }),
  event(6, "read", { conn: 1, error: "EOF", source: SOURCE }),
  event(7, "close", { conn: 1, source: SOURCE }),
];

const OWNERS = new Map([
  ["127.0.0.1:5001", { letter: "A", index: 0 }],
  ["127.0.0.1:5002", { letter: "B", index: 1 }],
]);

/** @param {string} peer */
export const ownerOf = (peer) => OWNERS.get(peer) ?? null;

/**
 * Creates what a row is drawn with.
 * @param {TimelineModel} model
 * @param {object} [options]
 * @param {number} [options.width]
 * @param {boolean} [options.tls]
 */
export function contextOf(model, { width = 800, tls = false } = {}) {
  const lane = (/** @type {number} */ conn) => laneOf(conn, model.states, ownerOf);
  const { lanes } = lanesFor(model.states.connections.keys(), lane);
  /** @type {Context} */
  const context = { layout: layOut(lanes, width), lane, tls };
  return { context, lanes };
}
