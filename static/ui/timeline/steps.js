// What an event is in the picture: bytes that travel, an end, a mark beside the
// server's lane, or a line across all lanes. Records of the log are none.

import { fromBase64 } from "./hexdump.js";

/**
 * @typedef {import("../../transport/transport.js").LabEvent} LabEvent
 *
 * in: from the client to the server; out: the other way; here: at the server,
 * about one connection; lab: about the server as a whole
 * @typedef {"in" | "out" | "here" | "lab"} Way
 * @typedef {"accept" | "bytes" | "end" | "bad" | "wait" | "lab"} Tone
 * @typedef {{ seq: number, at: number, conn: number, way: Way, tone: Tone, what: string,
 *   call: string, event: LabEvent }} Step
 *   what: in a word or two; empty where the bytes speak for themselves
 *   call: what the server did, as Go has it: "Read returned"
 */

const RESET = /reset by peer|forcibly closed/;
/** The server closed it under its own call: the close itself is in the picture. */
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
  // A read waits nearly always: the lane's head tells. A write that waits is news.
  waiting: ({ call }) =>
    call === "write" ? ["here", "wait", "Write waits", "no room in the client's buffers"] : null,
  listening: ({ attrs, message }) => {
    const address = message || attrs?.address;
    return ["lab", "lab", address ? `listening on ${address}` : "listening", ""];
  },
  stopped: () => ["lab", "lab", "stopped", ""],
  failed: ({ error }) => ["lab", "bad", error ? `failed: ${error}` : "failed", ""],
};

/**
 * @param {LabEvent} event
 * @returns {Step | null}
 */
export function stepOf(event) {
  const made = Object.hasOwn(KINDS, event.kind) ? KINDS[event.kind]?.(event) : null;
  if (!made) return null;
  const [way, tone, what, call] = made;
  if (way !== "lab" && !event.conn) return null;
  const at = Date.parse(event.at);
  return { seq: event.seq, at, conn: event.conn ?? 0, way, tone, what, call, event };
}

/** @param {string | undefined} call */
export function goName(call) {
  return call ? call[0]?.toUpperCase() + call.slice(1) : "the call";
}

/** @param {number} count */
export function sizeOf(count) {
  return `${count.toLocaleString("en")} B`;
}

/**
 * The TLS records that end in these bytes, same ones counted together.
 * @param {LabEvent} event
 * @returns {string} empty where none does
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
 * The first bytes of a step, those that the event brought along.
 * @param {Step} step
 */
export function bytesOf({ event }) {
  return fromBase64(event.data ?? "");
}

/** @param {LabEvent} event */
export function whereOf({ source }) {
  return source ? `${source.file.slice(source.file.lastIndexOf("/") + 1)}:${source.line}` : "";
}
