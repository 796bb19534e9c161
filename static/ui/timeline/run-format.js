// The format of a saved run: JSON Lines. The first line is the header, then come the
// clients, then the events in order. docs/design/page.md describes it.

import { isText } from "../../core/storage.js";
import { MAX_EVENTS } from "../../lab/event-history.js";

/**
 * @import { Files } from "../../transport/builder.js"
 * @import { LabEvent, LabInfo } from "../../transport/transport.js"
 *
 * @typedef {{ letter: string, index: number, peer: string }} SavedClient
 *
 * @typedef {object} SavedRun
 * @property {string} savedAt
 * @property {LabInfo} lab
 * @property {string} label of the version that ran, empty for the lesson's
 * @property {Files} files the source that it was made with; none in a file of before 28 November 2026
 * @property {SavedClient[]} clients
 * @property {LabEvent[]} events
 */

const FORMAT = "socketschool.run";
const VERSION = 1;
export const MAX_BYTES = 64 * 1024 * 1024;
/** In characters; the longest event that the page saves is far shorter. */
const MAX_LINE_LENGTH = 1024 * 1024;
/** Of a name, a time or an address, in characters. */
const MAX_WORD_LENGTH = 1024;
const MAX_LINES = 100_000;
/** As many as a program may have. */
const MAX_FILES = 16;
/** Of a file, in characters. */
const MAX_FILE_LENGTH = 64 * 1024;

/** @param {SavedRun} run */
export function write({ savedAt, lab, label, files, clients, events }) {
  const lines = [
    { type: FORMAT, version: VERSION, savedAt, lab, ...(label ? { label } : {}) },
    ...Object.entries(files).map(([name, text]) => ({ type: "file", name, text })),
    ...clients.map((client) => ({ type: "client", ...client })),
    ...events.map((event) => ({ type: "event", ...event })),
  ];
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}

/**
 * @param {string} text
 * @returns {SavedRun} throws an Error for learners where the text is not valid
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
  const run = {
    savedAt,
    lab: labFrom(head.lab),
    label: isWord(head.label) ? head.label : "",
    files: {},
    clients: [],
    events: [],
  };
  for (const { line, number } of lines) add(run, parse(line, number), number);
  if (run.events.length === 0) throw new Error("There is no event in this file.");
  run.events = run.events.slice(-MAX_EVENTS);
  return run;
}

/**
 * Yields the first line, and of the others those that are not empty.
 * @param {string} text
 */
function* linesOf(text) {
  let lineCount = 0;
  for (let start = 0, number = 1; start <= text.length; number++) {
    const end = text.indexOf("\n", start);
    const stop = end < 0 ? text.length : end;
    if (stop - start > MAX_LINE_LENGTH) {
      throw new Error(`Line ${number} is longer than any of a saved run.`);
    }
    const line = text.slice(start, stop).trim();
    start = stop + 1;
    if (line === "" && number > 1) continue;
    if (++lineCount > MAX_LINES) throw new Error("It has more lines than any saved run.");
    yield { line, number };
  }
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isWord(value) {
  return isText(value) && value.length <= MAX_WORD_LENGTH;
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
 * @returns {LabInfo}
 */
function labFrom(lab) {
  if (!isWord(lab?.lesson)) throw new Error("Line 1 does not say which lesson it is of.");
  const { id, lesson, state, address, tls, startedAt, error } = lab;
  const valid =
    isWord(id) &&
    isWord(state) &&
    isWord(address) &&
    (tls === undefined || typeof tls === "boolean") &&
    (startedAt === undefined || isTime(startedAt)) &&
    (error === undefined || isText(error));
  if (!valid) throw new Error("Line 1: “lab” is not what it should be.");
  return withoutUndefined({ id, lesson, state, address, tls, startedAt, error });
}

/**
 * @template {object} T
 * @param {T} value
 * @returns {any} a copy without the properties that are undefined
 */
function withoutUndefined(value) {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

/**
 * @param {SavedRun} run
 * @param {any} line
 * @param {number} number
 */
function add(run, { type, ...rest }, number) {
  if (type === "file") addFile(run.files, rest, number);
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
    // The message of JSON.parse is not for learners.
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
 * @param {Files} files
 * @param {any} file
 * @param {number} number
 */
function addFile(files, { name, text }, number) {
  const valid = isWord(name) && /^\w[\w.-]*\.go$/.test(name) && isText(text);
  if (!valid || text.length > MAX_FILE_LENGTH)
    throw new Error(`Line ${number}: a file has a name and a text.`);
  if (Object.keys(files).length === MAX_FILES)
    throw new Error(`Line ${number}: no program has so many files.`);
  files[name] = text;
}

/**
 * @param {any} value
 * @param {number} number
 * @returns {SavedClient}
 */
function clientFrom({ letter, index, peer }, number) {
  const valid = isWord(letter) && letter.length <= 8 && isCount(index) && isWord(peer);
  if (!valid) throw new Error(`Line ${number}: a client has a letter, an index and a peer.`);
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
 * Reports whether a value can be the attributes of a record: their values are no objects.
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
 * Copies the known properties of an event, so that nothing else of a file gets into the page.
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
  const copy = { seq, at, kind };
  for (const [name, value] of Object.entries(event)) {
    const isValid = Object.hasOwn(OPTIONAL, name) ? OPTIONAL[name] : undefined;
    if (!isValid) continue;
    if (!isValid(value)) throw new Error(`Line ${number}: “${name}” is not what it should be.`);
    copy[name] = value;
  }
  return /** @type {any} */ (copy);
}
