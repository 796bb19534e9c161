// The marks by which the timeline shows events: bytes that travel, an end, a chip
// beside the server's lane, or a line across all lanes. Records of the log have none.

import { fromBase64 } from "./hexdump.js";

/**
 * @import { LabEvent } from "../../transport/transport.js"
 *
 * @typedef {"in" | "out" | "here" | "client" | "lab"} Way
 *   in: from the client to the server; out: from the server to the client; here: at the
 *   server, about one connection; client: at the client, and unknown to the server; lab: about
 *   the server as a whole
 * @typedef {"accept" | "bytes" | "end" | "bad" | "wait" | "lab"} Tone
 *
 * @typedef {object} Mark
 * @property {number} seq of its event
 * @property {number} at ms since 1970
 * @property {number} conn 0 where it is about no connection
 * @property {Way} way
 * @property {Tone} tone
 * @property {string} what a word or two; empty where the bytes are shown instead
 * @property {string} call what the server called, as "Read returned"
 * @property {LabEvent} event
 */

const RESET = /reset by peer|forcibly closed/;
/** Errors of a call that the server ended itself by a close, which has a mark of its own. */
const CLOSED_HERE = /use of closed|closed network|timeout/;

/** @type {Record<string, (event: LabEvent) => [Way, Tone, string, string] | null>} */
const KINDS = {
  accept: () => ["in", "accept", "accept", "Accept returned"],
  read: (event) => {
    if (event.bytes) return ["in", "bytes", "", "Read returned"];
    const error = event.error ?? "";
    if (error === "EOF") return ["in", "end", "FIN", "Read returned EOF"];
    if (RESET.test(error)) return ["in", "bad", "reset", "Read failed: connection reset by peer"];
    return CLOSED_HERE.test(error) || !error
      ? null
      : ["here", "bad", `Read: ${error}`, `Read failed: ${error}`];
  },
  write: ({ bytes, error }) => {
    if (bytes) return ["out", "bytes", "", error ? `Write failed: ${error}` : "Write returned"];
    if (!error || CLOSED_HERE.test(error)) return null;
    return ["here", "bad", `Write: ${error}`, `Write failed: ${error}`];
  },
  "close-write": () => ["out", "end", "FIN", "CloseWrite"],
  close: () => ["out", "end", "close", "Close"],
  timeout: ({ call }) => ["here", "wait", `${goName(call)} timed out`, "the deadline passed"],
  // A read nearly always waits, which the lane's header shows. A write rarely does.
  waiting: ({ call }) =>
    call === "write" ? ["here", "wait", "Write waits", "no room in the client's buffers"] : null,
  network: ({ message }) => ["client", "wait", `network: ${message ?? ""}`, ""],
  vanish: () => ["client", "bad", "✕ vanished", ""],
  listening: ({ attrs, message }) => {
    const address = message || attrs?.address;
    return ["lab", "lab", address ? `listening on ${address}` : "listening", ""];
  },
  stopped: () => ["lab", "lab", "stopped", ""],
  failed: ({ error }) => ["lab", "bad", error ? `failed: ${error}` : "failed", ""],
};

/**
 * @param {LabEvent} event
 * @returns {Mark | null} null where the timeline does not show it
 */
export function markOf(event) {
  const parts = Object.hasOwn(KINDS, event.kind) ? KINDS[event.kind]?.(event) : null;
  if (!parts) return null;
  const [way, tone, what, call] = parts;
  if (way !== "lab" && !event.conn) return null;
  const at = Date.parse(event.at);
  return { seq: event.seq, at, conn: event.conn ?? 0, way, tone, what, call, event };
}

/** @param {string | undefined} call of an event: read, write or accept */
export function goName(call) {
  return call ? call[0]?.toUpperCase() + call.slice(1) : "the call";
}

/** @param {number} count */
export function sizeOf(count) {
  return `${count.toLocaleString("en")} B`;
}

/**
 * @param {LabEvent} event
 * @returns {string} the TLS records that end in its bytes, equal types counted together
 */
export function recordsOf({ tls }) {
  /** @type {{ type: string, count: number, bytes: number }[]} */
  const groups = [];
  for (const { type, bytes } of tls ?? []) {
    const last = groups.at(-1);
    if (last?.type === type) {
      last.count++;
      last.bytes += bytes;
    } else groups.push({ type, bytes, count: 1 });
  }
  return groups
    .map(({ type, count, bytes }) => `${count > 1 ? `${count} ` : ""}${type} ${sizeOf(bytes)}`)
    .join(", ");
}

/**
 * @param {Mark} mark
 * @returns {Uint8Array} the beginning of its bytes, as far as the event carries them
 */
export function bytesOf({ event }) {
  return fromBase64(event.data ?? "");
}
