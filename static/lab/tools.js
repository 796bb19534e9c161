// What a client can do with bytes beyond sending them once: in pieces, many
// times, at random, from a file. Each takes its time, says how far it is, and
// ends with its client.

/**
 * @typedef {import("./client.js").Client} Client
 * @typedef {{ sizes: number[], rest: boolean }} Sizes
 */

const HELPING = 64 * 1024; // bytes handed over at once
const MOST_UNSENT = 256 * 1024; // with more than that waiting, nothing is added
const LOOK_AGAIN = 20; // ms
const BREATH = 50; // messages between two breaths of the page

/**
 * Sizes as a learner writes them: “1, 2, rest”. Without a rest the last size
 * goes on to the end.
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
  const wrong = numbers.find((word) => !/^[1-9]\d{0,6}$/.test(word));
  if (wrong !== undefined || words.length === 0) {
    const what = wrong === undefined ? "" : ` not “${wrong}”,`;
    return { error: `Sizes are numbers of bytes,${what} for example 1, 2, rest.` };
  }
  return { sizes: numbers.map(Number), rest };
}

/**
 * @param {Uint8Array} bytes
 * @param {Sizes} how
 * @returns {Uint8Array[]}
 */
export function cut(bytes, { sizes, rest }) {
  const pieces = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const over = rest ? bytes.length : (sizes.at(-1) ?? bytes.length);
    const size = sizes[turn] ?? over;
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
  return client.work({ what: "pieces sent", all: pieces.length }, async (step, signal) => {
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) await rest(ms, signal);
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
  return client.work({ what: "messages sent", all: times }, async (step, signal) => {
    for (let turn = 0; turn < times; turn++) {
      if (turn % BREATH === BREATH - 1) await room(client, signal);
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
  return client.work({ what: "random bytes sent", all: count }, async (step, signal) => {
    for (let left = count; left > 0; left -= HELPING) {
      await room(client, signal);
      const bytes = crypto.getRandomValues(new Uint8Array(Math.min(left, HELPING)));
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
  return client.work({ what, all: file.size }, async (step, signal) => {
    for (let at = 0; at < file.size; at += HELPING) {
      await room(client, signal);
      const bytes = new Uint8Array(await file.slice(at, at + HELPING).arrayBuffer());
      signal.throwIfAborted();
      client.send(bytes);
      step(bytes.length);
    }
  });
}

/**
 * Waits until little is queued: progress then tells what went, and a stop stops.
 * @param {Client} client
 * @param {AbortSignal} signal
 */
async function room(client, signal) {
  await rest(0, signal);
  while (client.unsent > MOST_UNSENT) await rest(LOOK_AGAIN, signal);
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function rest(ms, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    if (signal.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal.addEventListener("abort", abort, { once: true });
  });
}
