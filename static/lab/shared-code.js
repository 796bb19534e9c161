// A learner's code in the fragment of a link, compressed: nothing of it is stored
// anywhere. The link has the changed files.

import { fromBase64url, toBase64url } from "../core/base64url.js";
import { isText } from "../core/storage.js";

/**
 * @import { Files } from "../transport/builder.js"
 *
 * @typedef {object} SharedCode
 * @property {string} lesson
 * @property {string} [exercise] of the lesson, whose code it is; none: the lesson's own
 * @property {string} version of the files that the learner began from, as versionOf returns it
 * @property {Files} files the changed ones
 */

const PREFIX = "#code=";
const FORMAT = "1.";
const NAME = /^[a-z0-9-]{1,40}$/;
const MAX_BYTES = 64 * 1024; // of a program's files, as builders take them
const MAX_TEXT = 4 * MAX_BYTES; // in letters, of the JSON in a link

/** Why a link's code cannot be read. The message says what to do. */
export class SharedCodeError extends Error {}

/** @param {string} hash */
export function isSharedCode(hash) {
  return hash.startsWith(PREFIX);
}

/**
 * @param {Files} files
 * @returns {string} a short text that differs where the files do, to notice other versions
 */
export function versionOf(files) {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(JSON.stringify(Object.entries(files).sort()))) {
    sum = Math.imul(sum ^ byte, 0x01000193) >>> 0; // FNV-1a
  }
  return sum.toString(16).padStart(8, "0");
}

/**
 * @param {SharedCode} code
 * @returns {Promise<string>} the fragment of a link, with its #
 */
export async function encodeSharedCode(code) {
  const text = new Blob([JSON.stringify(code)]).stream();
  const packed = await new Response(
    text.pipeThrough(new CompressionStream("deflate-raw")),
  ).arrayBuffer();
  return PREFIX + FORMAT + toBase64url(new Uint8Array(packed));
}

/**
 * @param {string} hash
 * @returns {Promise<SharedCode>} rejects with a SharedCodeError
 */
export async function decodeSharedCode(hash) {
  const text = hash.slice(PREFIX.length);
  if (!text.startsWith(FORMAT)) {
    const isOther = /^\d+\./.test(text);
    throw new SharedCodeError(
      isOther
        ? "This link comes from another version of Socket School, which this one cannot read."
        : "This link is damaged. Ask for it again.",
    );
  }
  return parse(await inflate(decode(text.slice(FORMAT.length))));
}

/**
 * @param {string} hash
 * @param {string} lesson
 * @returns {Promise<string>} the exercise of the lesson that has the code; empty for the
 *   lesson's own, and where the link cannot be read
 */
export async function exerciseOfLink(hash, lesson) {
  try {
    const code = await decodeSharedCode(hash);
    return code.lesson === lesson ? (code.exercise ?? "") : "";
  } catch (error) {
    if (error instanceof SharedCodeError) return "";
    throw error;
  }
}

/** @param {Uint8Array<ArrayBuffer>} packed */
async function inflate(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  try {
    for await (const chunk of /** @type {any} */ (stream)) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MAX_TEXT) break;
    }
    if (text.length <= MAX_TEXT) return text + decoder.decode();
  } catch {
    throw damaged();
  }
  throw tooLarge();
}

/**
 * @param {string} text
 * @returns {SharedCode}
 */
function parse(text) {
  const code = parseJSON(text);
  const sizes = Object.values(code.files).map((file) => new TextEncoder().encode(file).length);
  if (sizes.reduce((sum, size) => sum + size, 0) > MAX_BYTES) throw tooLarge();
  return code;
}

/**
 * @param {string} text
 * @returns {SharedCode}
 */
function parseJSON(text) {
  try {
    const { lesson, exercise, version, files } = JSON.parse(text);
    const all = Object.entries(files);
    const isValid =
      NAME.test(lesson) &&
      (exercise === undefined || NAME.test(exercise)) &&
      isText(version) &&
      all.length > 0 &&
      all.every(([name, content]) => /^[\w-]+\.go$/.test(name) && isText(content));
    if (isValid)
      return { lesson, ...(exercise && { exercise }), version, files: Object.fromEntries(all) };
  } catch {}
  throw damaged();
}

function damaged() {
  return new SharedCodeError("This link is damaged or was cut off. Ask for it again.");
}

function tooLarge() {
  return new SharedCodeError(
    "This link has more code than a lesson's program may have: at most 64 KiB.",
  );
}

/** @param {string} text */
function decode(text) {
  try {
    return fromBase64url(text);
  } catch {
    throw damaged();
  }
}
