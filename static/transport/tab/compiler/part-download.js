// Fetches a part of the compiler and checks that it is whole.

import { concat } from "../../../core/concat.js";
import { damaged, refused, unreachable } from "./part-problems.js";

/**
 * A file of the compiler. Its name in the URL has a hash of its content.
 * @typedef {object} Part
 * @property {string} name builder.wasm, compile.wasm, link.wasm or archives.bin
 * @property {string} url
 * @property {number} bytes
 * @property {number} gzip bytes of FILE.gz
 * @property {number} [brotli] bytes as the host sends them where the browser takes brotli
 */

/**
 * Downloads a part: the file itself from a web server that compresses it on the way, or
 * else FILE.gz, which any web server can hand out.
 * @param {Part} part
 * @param {AbortSignal | undefined} signal
 * @param {(share: number) => void} count called with the share that has come, up to 1
 * @returns {Promise<ArrayBuffer>} rejects with a Problem, or with the signal's reason
 */
export async function download(part, signal, count) {
  const plain = await get(part.url, signal, part.bytes, count);
  if (typeof plain !== "number" && (await isWhole(part, plain))) return plain;
  const zipped = await get(`${part.url}.gz`, signal, part.gzip, count);
  if (typeof zipped === "number") throw typeof plain === "number" ? refused(zipped) : damaged();
  const content = await gunzip(zipped);
  if (!content || !(await isWhole(part, content))) throw damaged();
  return content;
}

/**
 * @param {string} url
 * @param {AbortSignal | undefined} signal
 * @param {number} expected bytes
 * @param {(share: number) => void} count
 * @returns {Promise<ArrayBuffer | number>} the content, or the status where it is an error
 */
async function get(url, signal, expected, count) {
  try {
    const response = await fetch(url, { signal: signal ?? null });
    if (!response.ok) return response.status;
    /** @type {Uint8Array[]} */
    const pieces = [];
    let done = 0;
    const reader = response.body?.getReader();
    for (let piece = await reader?.read(); piece?.value; piece = await reader?.read()) {
      pieces.push(piece.value);
      done += piece.value.length;
      count(Math.min(1, done / expected));
    }
    return concat(pieces).buffer;
  } catch (error) {
    signal?.throwIfAborted();
    console.info(`${url}: ${error}`);
    throw unreachable();
  }
}

/**
 * @param {ArrayBuffer} content
 * @returns {Promise<ArrayBuffer | null>} null where it is damaged; the content itself where the
 *   web server has decompressed it already
 */
async function gunzip(content) {
  const [first, second] = new Uint8Array(content, 0, Math.min(2, content.byteLength));
  if (first !== 0x1f || second !== 0x8b) return content;
  try {
    const stream = new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip"));
    return await new Response(stream).arrayBuffer();
  } catch {
    return null;
  }
}

/**
 * @param {Part} part
 * @param {ArrayBuffer} content
 */
async function isWhole({ url, bytes }, content) {
  if (content.byteLength !== bytes) return false;
  if (!globalThis.crypto.subtle) return true; // there is none without https
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return url.includes(`-${hex.slice(0, 8).toUpperCase()}.`);
}
