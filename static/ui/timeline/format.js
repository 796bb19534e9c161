// How the timeline writes times, sizes, states and events.

import { plain } from "../../bytes/bytes.js";
import { sourceLocation } from "../source/source-link.js";
import { bytesOf, goName, recordsOf, sizeOf } from "./event-marks.js";

/**
 * @import { State, Wait } from "./connection-states.js"
 * @import { Mark } from "./event-marks.js"
 *
 * @typedef {object} ConnectionStatus
 * @property {string} word "waiting in Read", "running", "closed"
 * @property {string} where the line of source, as "server.go:31"
 * @property {string} line the same without the file
 * @property {string} time for how long it has waited
 * @property {{ text: string, share: number } | null} left until the deadline; share: 1 to 0
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

/** The status while the lab cannot be reached. @type {ConnectionStatus} */
export const UNKNOWN = {
  word: "not known",
  where: "no connection",
  line: "no connection",
  time: "",
  left: null,
};

/**
 * @param {State | undefined} state
 * @param {number} now
 * @returns {ConnectionStatus}
 */
export function statusOf(state, now) {
  if (!state) return idle("");
  if (!state.open) return idle("closed");
  // Of two goroutines that wait, the one in Write is worth showing: a Read nearly always waits.
  if (state.write) return waiting("write", state.write, now);
  return state.read ? waiting("read", state.read, now) : idle("running");
}

/**
 * @param {Wait | null} wait
 * @param {boolean} listening
 * @param {number} now
 */
export function serverStatus(wait, listening, now) {
  if (wait) return waiting("accept", wait, now);
  return idle(listening ? "running" : "stopped");
}

/**
 * @param {string} word
 * @returns {ConnectionStatus} of what does not wait
 */
function idle(word) {
  return { word, where: "", line: "", time: "", left: null };
}

/**
 * @param {string} call
 * @param {Wait} wait
 * @param {number} now
 * @returns {ConnectionStatus}
 */
function waiting(call, { source, since, deadline }, now) {
  const where = source ? sourceLocation({ source }) : "";
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

/** @param {ConnectionStatus} status */
export function statusSentence({ word, where, time, left }) {
  return [word, where, time, left?.text].filter(Boolean).join(", ");
}

/**
 * @param {Mark} mark
 * @param {string} name of the client
 * @returns {string} from where to where
 */
export function routeOf({ way }, name) {
  if (way === "in") return `${name} → server`;
  if (way === "client") return name;
  return way === "out" ? `server → ${name}` : way === "here" ? `server, ${name}` : "server";
}

/**
 * @param {Mark} mark
 * @param {boolean} tls whether the bytes are those of TLS
 * @returns {string} its size, or for TLS the records, or what happened
 */
export function whatOf({ what, event }, tls) {
  if (!event.bytes) return what;
  if (!tls) return sizeOf(event.bytes);
  const records = recordsOf(event);
  return records || `${sizeOf(event.bytes)}, part of a record`;
}

/**
 * @param {Mark} mark
 * @param {string} name
 * @param {boolean} tls
 */
export function markLabel(mark, name, tls) {
  const { event } = mark;
  const data = event.bytes && !tls ? plain(bytesOf(mark)) : "";
  const what = event.bytes ? `${whatOf(mark, tls)} ${data}`.trim() : mark.what;
  return [routeOf(mark, name), what, sourceLocation(event)].filter(Boolean).join(", ");
}
