// Words and figures of the timeline.

import { plain } from "../../bytes/bytes.js";
import { bytesOf, goName, recordsOf, sizeOf, whereOf } from "./steps.js";

/**
 * @typedef {import("./steps.js").Step} Step
 * @typedef {import("./states.js").State} State
 * @typedef {import("./states.js").Wait} Wait
 * @typedef {{ word: string, where: string, time: string, line: string,
 *   left: { text: string, share: number } | null }} Present
 *   line: where without the file; left: until the deadline
 */

/**
 * @param {number} ms
 * @param {number} [digits] of a second, below a minute
 */
export function duration(ms, digits = 0) {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 60) return `${digits ? seconds.toFixed(digits) : Math.floor(seconds).toString()} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** @param {number} ms */
export function shortTime(ms) {
  if (ms < 1) return "under 1 ms";
  return ms < 1000 ? `${Math.round(ms)} ms` : duration(ms, 1);
}

/** What a head says while nothing is heard of the lab. @type {Present} */
export const UNKNOWN = {
  word: "not known",
  where: "no connection",
  line: "no connection",
  time: "",
  left: null,
};

/**
 * What a lane's head says of a connection.
 * @param {State | undefined} state
 * @param {number} now
 * @returns {Present}
 */
export function presentOf(state, now) {
  if (!state) return still("");
  if (!state.open) return still("closed");
  // A write that waits tells more than the read that waits beside it.
  if (state.write) return waiting("write", state.write, now);
  return state.read ? waiting("read", state.read, now) : still("running");
}

/**
 * @param {Wait | null} wait
 * @param {boolean} listening
 * @param {number} now
 */
export function serverPresent(wait, listening, now) {
  if (wait) return waiting("accept", wait, now);
  return still(listening ? "running" : "stopped");
}

/**
 * @param {string} word
 * @returns {Present}
 */
function still(word) {
  return { word, where: "", line: "", time: "", left: null };
}

/**
 * @param {string} call
 * @param {Wait} wait
 * @param {number} now
 * @returns {Present}
 */
function waiting(call, { source, since, deadline }, now) {
  const where = source ? whereOf({ seq: 0, at: "", kind: "", source }) : "";
  return {
    word: `waiting in ${goName(call)}`,
    where,
    line: source ? `:${source.line}` : "",
    time: duration(now - since),
    left: deadline
      ? {
          text: `${duration(Math.ceil(Math.max(0, deadline - now) / 1000) * 1000)} left`,
          share: Math.min(1, Math.max(0, (deadline - now) / Math.max(1, deadline - since))),
        }
      : null,
  };
}

/** @param {Present} present */
export function sentenceOf({ word, where, time, left }) {
  return [word, where, time, left?.text].filter(Boolean).join(", ");
}

/**
 * From whom to whom.
 * @param {Step} step
 * @param {string} name of the client
 */
export function routeOf({ way }, name) {
  if (way === "in") return `${name} → server`;
  return way === "out" ? `server → ${name}` : way === "here" ? `server, ${name}` : "server";
}

/**
 * @param {Step} step
 * @param {boolean} tls whether the bytes are those of TLS
 * @returns {string} size and the name of what it is
 */
export function whatOf({ what, event }, tls) {
  if (!event.bytes) return what;
  if (!tls) return sizeOf(event.bytes);
  const records = recordsOf(event);
  return records || `${sizeOf(event.bytes)}, part of a record`;
}

/**
 * The step in one sentence.
 * @param {Step} step
 * @param {string} name
 * @param {boolean} tls
 */
export function sayStep(step, name, tls) {
  const { event } = step;
  const data = event.bytes && !tls ? plain(bytesOf(step)) : "";
  const said = event.bytes ? `${whatOf(step, tls)} ${data}`.trim() : step.what;
  return [routeOf(step, name), said, whereOf(event)].filter(Boolean).join(", ");
}
