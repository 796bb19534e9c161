// A run in a file: JSON Lines, first what it is, then the clients, then every
// event as it came. It needs no server to be looked at again.

import { isText } from "../../lab/storage.js";
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
/** Of a line, in characters: no event that the page saves comes near. */
const MOST_OF_A_LINE = 1024 * 1024;
/** Of a name, a time, an address, in characters. */
const MOST_OF_A_WORD = 1024;
const MOST_LINES = 100_000;

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
  const lines = linesOf(text);
  const first = lines.next();
  const head = first.done ? {} : parse(first.value.line, 1);
  if (head.type !== FORMAT) throw new Error("This is not a saved run of Socket School.");
  if (head.version !== VERSION) {
    const format = Number.isInteger(head.version) ? `format ${head.version}` : "another format";
    throw new Error(`This run was saved in ${format}; this page reads ${VERSION}.`);
  }
  const savedAt = isWord(head.savedAt) ? head.savedAt : "";
  /** @type {SavedRun} */
  const run = { savedAt, lab: labFrom(head.lab), clients: [], events: [] };
  for (const { line, number } of lines) add(run, parse(line, number), number);
  if (run.events.length === 0) throw new Error("There is no event in this file.");
  run.events = run.events.slice(-MOST_EVENTS);
  return run;
}

/**
 * Yields the first line and those after it that are not empty.
 * @param {string} text
 */
function* linesOf(text) {
  let full = 0;
  for (let start = 0, number = 1; start <= text.length; number++) {
    const end = text.indexOf("\n", start);
    const stop = end < 0 ? text.length : end;
    if (stop - start > MOST_OF_A_LINE) {
      throw new Error(`Line ${number} is longer than any of a saved run.`);
    }
    const line = text.slice(start, stop).trim();
    start = stop + 1;
    if (line === "" && number > 1) continue;
    if (++full > MOST_LINES) throw new Error("It has more lines than any saved run.");
    yield { line, number };
  }
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isWord(value) {
  return isText(value) && value.length <= MOST_OF_A_WORD;
}

/** @param {unknown} value */
function isTime(value) {
  return isWord(value) && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));
}

/** @param {unknown} value */
function isCount(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/**
 * @param {any} lab
 * @returns {LabFacts}
 */
function labFrom(lab) {
  if (!isWord(lab?.lesson)) throw new Error("Line 1 does not say which lesson it is of.");
  const { id, lesson, state, address, tls, startedAt, error } = lab;
  const good =
    isWord(id) &&
    isWord(state) &&
    isWord(address) &&
    (tls === undefined || typeof tls === "boolean") &&
    (startedAt === undefined || isTime(startedAt)) &&
    (error === undefined || isText(error));
  if (!good) throw new Error("Line 1: “lab” is not what it should be.");
  return known({ id, lesson, state, address, tls, startedAt, error });
}

/**
 * @template {object} T
 * @param {T} value
 * @returns {any} the same without what is undefined
 */
function known(value) {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
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
  const good = isWord(letter) && letter.length <= 8 && isCount(index) && isWord(peer);
  if (!good) throw new Error(`Line ${number}: a client has a letter, an index and a peer.`);
  return { letter, index, peer };
}

/** @type {Record<string, (value: any) => boolean>} */
const OPTIONAL = {
  conn: isCount,
  peer: isWord,
  bytes: isCount,
  data: isText,
  call: isWord,
  deadline: isTime,
  error: isText,
  level: isWord,
  message: isText,
  attrs: isAttributes,
  source: (source) => isWord(source?.file) && isCount(source.line),
  tls: (tls) =>
    Array.isArray(tls) && tls.every((record) => isWord(record?.type) && isCount(record.bytes)),
};

/**
 * Reports whether a value is attributes of a record, whose values are no objects.
 * @param {unknown} value
 */
function isAttributes(value) {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(
      ([key, one]) => isWord(key) && (isText(one) || ["number", "boolean"].includes(typeof one)),
    )
  );
}

/**
 * Takes what is known of an event, so that nothing else of a file comes further.
 * @param {any} event
 * @param {number} number
 * @param {number} last
 * @returns {LabEvent}
 */
function eventFrom(event, number, last) {
  const { seq, at, kind } = event;
  if (!(isCount(seq) && isWord(kind) && isTime(at)))
    throw new Error(`Line ${number}: an event has a number, a time and a kind.`);
  if (seq <= last) throw new Error(`Line ${number}: event ${seq} is out of order.`);
  /** @type {Record<string, unknown>} */
  const taken = { seq, at, kind };
  for (const [name, value] of Object.entries(event)) {
    const fits = Object.hasOwn(OPTIONAL, name) ? OPTIONAL[name] : undefined;
    if (!fits) continue;
    if (!fits(value)) throw new Error(`Line ${number}: “${name}” is not what it should be.`);
    taken[name] = value;
  }
  return /** @type {any} */ (taken);
}
