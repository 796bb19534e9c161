// Jobs that send bytes: in pieces, many times, random ones, or a file. Each reports
// its progress and ends with the connection of its client.

import { sleep } from "../core/sleep.js";

/**
 * @import { Client } from "./client.js"
 *
 * @typedef {{ sizes: number[], rest: boolean }} Sizes rest: whether all that follows is one piece
 */

const CHUNK = 64 * 1024; // bytes sent at once
const MAX_PENDING = 256 * 1024; // bytes; with more in the queue nothing is added
const POLL_INTERVAL = 20; // ms
const YIELD_EVERY = 50; // messages

/**
 * Parses sizes as a learner writes them: “1, 2, rest”. Without a rest the last size is
 * repeated.
 * @param {string} text
 * @returns {Sizes | { error: string }}
 */
export function parseSizes(text) {
  const words = text
    .trim()
    .split(/[\s,]+/)
    .filter(Boolean);
  const rest = words.at(-1) === "rest";
  const numbers = rest ? words.slice(0, -1) : words;
  const invalid = numbers.find((word) => !/^[1-9]\d{0,6}$/.test(word));
  if (invalid !== undefined || words.length === 0) {
    const what = invalid === undefined ? "" : ` not “${invalid}”,`;
    return { error: `Sizes are numbers of bytes,${what} for example 1, 2, rest.` };
  }
  return { sizes: numbers.map(Number), rest };
}

/**
 * @param {Uint8Array} bytes
 * @param {Sizes} how
 * @returns {Uint8Array[]}
 */
export function split(bytes, { sizes, rest }) {
  const pieces = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const last = rest ? bytes.length : (sizes.at(-1) ?? bytes.length);
    const size = sizes[turn] ?? last;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

/**
 * @param {Client} client
 * @param {Uint8Array[]} pieces
 * @param {number} ms between two of them
 */
export function sendPieces(client, pieces, ms) {
  return client.runJob({ what: "pieces sent", all: pieces.length }, async (step, signal) => {
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) await sleep(ms, signal);
      client.send(piece);
      step(1);
    }
  });
}

/**
 * @param {Client} client
 * @param {Uint8Array} bytes
 * @param {number} times
 */
export function sendTimes(client, bytes, times) {
  return client.runJob({ what: "messages sent", all: times }, async (step, signal) => {
    for (let turn = 0; turn < times; turn++) {
      if (turn % YIELD_EVERY === YIELD_EVERY - 1) await waitForRoom(client, signal);
      client.send(bytes);
      step(1);
    }
  });
}

/**
 * @param {Client} client
 * @param {number} count
 */
export function sendRandom(client, count) {
  return client.runJob({ what: "random bytes sent", all: count }, async (step, signal) => {
    for (let left = count; left > 0; left -= CHUNK) {
      await waitForRoom(client, signal);
      const bytes = crypto.getRandomValues(new Uint8Array(Math.min(left, CHUNK)));
      client.send(bytes);
      step(bytes.length);
    }
  });
}

/**
 * @param {Client} client
 * @param {Blob & { name?: string }} file
 */
export function sendFile(client, file) {
  const what = `bytes of ${file.name ?? "the file"} sent`;
  return client.runJob({ what, all: file.size }, async (step, signal) => {
    for (let at = 0; at < file.size; at += CHUNK) {
      await waitForRoom(client, signal);
      const bytes = new Uint8Array(await file.slice(at, at + CHUNK).arrayBuffer());
      signal.throwIfAborted();
      client.send(bytes);
      step(bytes.length);
    }
  });
}

/**
 * Waits until little is queued, so that the progress is that of the sending, and a stop
 * takes effect soon.
 * @param {Client} client
 * @param {AbortSignal} signal
 */
async function waitForRoom(client, signal) {
  await sleep(0, signal);
  while (client.pendingBytes > MAX_PENDING) await sleep(POLL_INTERVAL, signal);
}
