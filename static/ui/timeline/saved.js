// A run in a file: JSON Lines, first what it is, then the clients, then every
// event as it came. It needs no server to be looked at again.

import { MOST_EVENTS } from "./trace.js";

/**
 * @typedef {import("../../transport/transport.js").LabEvent} LabEvent
 * @typedef {import("../../transport/transport.js").LabFacts} LabFacts
 * @typedef {{ letter: string, index: number, peer: string }} SavedClient
 * @typedef {{ savedAt: string, lab: LabFacts, clients: SavedClient[], events: LabEvent[] }} SavedRun
 */

const FORMAT = "socketschool.run";
const VERSION = 1;
export const MOST_BYTES = 64 * 1024 * 1024;

/** @param {SavedRun} run */
export function write({ savedAt, lab, clients, events }) {
  const lines = [
    { type: FORMAT, version: VERSION, savedAt, lab },
    ...clients.map((client) => ({ type: "client", ...client })),
    ...events.map((event) => ({ type: "event", ...event })),
  ];
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}

/**
 * @param {string} text
 * @returns {SavedRun} or throws an Error that says what is wrong with it
 */
export function read(text) {
  const lines = text.split("\n").map((line) => line.trim());
  const head = parse(lines[0] ?? "", 1);
  if (head.type !== FORMAT) throw new Error("This is not a saved run of Socket School.");
  if (head.version !== VERSION)
    throw new Error(`This run was saved in format ${head.version}; this page reads ${VERSION}.`);
  if (typeof head.lab?.lesson !== "string")
    throw new Error("Line 1 does not say which lesson it is of.");
  /** @type {SavedRun} */
  const run = { savedAt: String(head.savedAt ?? ""), lab: head.lab, clients: [], events: [] };
  lines.forEach((line, at) => {
    if (at > 0 && line !== "") add(run, parse(line, at + 1), at + 1);
  });
  if (run.events.length === 0) throw new Error("There is no event in this file.");
  run.events = run.events.slice(-MOST_EVENTS);
  return run;
}

/**
 * @param {SavedRun} run
 * @param {any} line
 * @param {number} number
 */
function add(run, { type, ...rest }, number) {
  if (type === "client") run.clients.push(clientFrom(rest, number));
  if (type === "event") run.events.push(eventFrom(rest, number, run.events.at(-1)?.seq ?? 0));
}

/**
 * @param {string} line
 * @param {number} number
 * @returns {any}
 */
function parse(line, number) {
  let value;
  try {
    value = JSON.parse(line);
  } catch {
    // JSON.parse says where in the line, but in words of its own.
    throw new Error(
      number === 1
        ? "This is not a saved run of Socket School."
        : `Line ${number} is not JSON: the file was cut off, or changed.`,
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`Line ${number} is not a JSON object.`);
  return value;
}

/**
 * @param {any} value
 * @param {number} number
 * @returns {SavedClient}
 */
function clientFrom({ letter, index, peer }, number) {
  const good =
    typeof letter === "string" && Number.isInteger(index) && index >= 0 && typeof peer === "string";
  if (!good) throw new Error(`Line ${number}: a client has a letter, an index and a peer.`);
  return { letter, index, peer };
}

const OPTIONAL = /** @type {Record<string, string>} */ ({
  conn: "number",
  peer: "string",
  bytes: "number",
  data: "string",
  call: "string",
  deadline: "string",
  error: "string",
  level: "string",
  message: "string",
  attrs: "object",
  source: "object",
  tls: "object",
});

/**
 * @param {any} event
 * @param {number} number
 * @param {number} last
 * @returns {LabEvent}
 */
function eventFrom(event, number, last) {
  const good =
    Number.isSafeInteger(event.seq) &&
    typeof event.kind === "string" &&
    !Number.isNaN(Date.parse(event.at));
  if (!good) throw new Error(`Line ${number}: an event has a number, a time and a kind.`);
  if (event.seq <= last) throw new Error(`Line ${number}: event ${event.seq} is out of order.`);
  for (const [name, type] of Object.entries(OPTIONAL)) {
    const value = event[name];
    if (value !== undefined && (value === null || typeof value !== type))
      throw new Error(`Line ${number}: “${name}” is not what it should be.`);
  }
  const { source, tls } = event;
  if (source && !(typeof source.file === "string" && Number.isInteger(source.line)))
    throw new Error(`Line ${number}: “source” has a file and a line.`);
  if (
    tls &&
    !(
      Array.isArray(tls) &&
      tls.every((record) => typeof record?.type === "string" && typeof record.bytes === "number")
    )
  )
    throw new Error(`Line ${number}: “tls” is a list of records.`);
  return event;
}
