// Runs a script step by step, and reports at which step and why it fails.

import { plain, quote, startsWith } from "../bytes/bytes.js";
import { sleep } from "../core/sleep.js";
import { waitForAnswer } from "./adaptive-timeout.js";

/**
 * @import { TimeoutOptions } from "./adaptive-timeout.js"
 * @import { ClientAction, ConnectAction, ConnectWay, ServerAction, Step } from "./parse.js"
 * @import { ReceiveBuffer } from "./receive-buffer.js"
 *
 * A client as a script drives it.
 * @typedef {object} Peer
 * @property {ReceiveBuffer} buffer
 * @property {boolean} [mayBeRefused] however its connection ends, that is the end
 * @property {boolean} [accepted] whether the server has accepted it
 * @property {boolean} [halfClosed] whether a step has ended its sending direction
 * @property {(bytes: Uint8Array) => void} send
 * @property {() => void} halfClose
 * @property {() => void} close
 * @property {() => void} reset
 * @property {() => void} pause
 * @property {() => void} resume
 * @property {(rate: number) => void} readSlowly so many bytes a second
 * @property {(change: { latency?: number, buffer?: number }) => void} setNetwork
 * @property {() => void} vanish
 *
 * What a script runs on.
 * @typedef {object} Driver
 * @property {(name: string, signal: AbortSignal, way: ConnectWay) => Promise<Peer>} connect rejects with a Failure if the client cannot connect
 * @property {ServerControl} [control] absent where the server cannot be stopped
 * @property {() => boolean} [busy] whether the lab answers late; called while an expectation waits
 *
 * @typedef {object} ServerControl
 * @property {() => Promise<void>} tellToStop ends the server's context, unless it has before
 * @property {() => Promise<{ error?: string } | null>} returned what the server's Serve has
 *   returned; null while it runs
 * @property {() => Promise<void>} end ends a server whose context has ended; called after the last step
 *
 * @typedef {{ step: Step, state: "running" | "done" }
 *   | { step: Step, state: "waiting", what: string }
 *   | { step: Step, state: "failed", why: string }} Progress
 */

const TIMEOUT = 5000; // ms, of an expectation without a time limit of its own
const MAX_TIMEOUT = 30_000; // ms, on a busy machine
const POLL_INTERVAL = 50; // ms between two looks whether the server has stopped
const ENTRY_TIMEOUT = 500; // ms for a server to close a client that it has accepted
const YIELD_EVERY = 200; // turns of a repeat: a Stop must get through

/** Steps by which a client ends its connection. */
const ENDS = new Set(["close", "reset", "vanish"]);

/** The reason why a step has failed, for learners. */
export class Failure extends Error {}

/**
 * @param {Step[]} steps
 * @param {Driver} driver
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(progress: Progress) => void} options.onProgress waiting: a step takes longer, since
 *   the machine is busy
 * @param {number} [options.timeout] ms that an expectation without a time limit of its own waits
 * @param {() => number} [options.now]
 * @param {(step: Step) => Promise<void>} [options.before] called before each step, which waits for it
 * @returns {Promise<boolean>} whether every step has succeeded
 */
export async function run(steps, driver, options) {
  try {
    return await runSteps(steps, driver, options);
  } finally {
    await driver.control?.end();
  }
}

/** @type {typeof run} */
async function runSteps(steps, driver, options) {
  const { signal, onProgress, before } = options;
  const { timeout = TIMEOUT, now = () => performance.now() } = options;
  const labIsBusy = () => driver.busy?.() ?? false;
  const timeoutOptions = { timeout, maxTimeout: MAX_TIMEOUT, now, labIsBusy };
  /** @type {Map<string, Peer>} */
  const peers = new Map();
  for (const step of steps) {
    await before?.(step);
    onProgress({ step, state: "running" });
    try {
      for (let turn = 0; turn < step.times; turn++) {
        if (turn % YIELD_EVERY === YIELD_EVERY - 1) await sleep(0, signal);
        signal.throwIfAborted();
        const onBusy = (/** @type {string} */ what) => onProgress({ step, state: "waiting", what });
        await runStep(step, { peers, driver, signal, timeoutOptions, onBusy });
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      onProgress({ step, state: "failed", why: error.message });
      return false;
    }
    onProgress({ step, state: "done" });
  }
  return true;
}

/**
 * @typedef {object} Run
 * @property {Map<string, Peer>} peers
 * @property {Driver} driver
 * @property {AbortSignal} signal
 * @property {TimeoutOptions} timeoutOptions
 * @property {(what: string) => void} onBusy what: which the step still waits for
 *
 * @param {Step} step
 * @param {Run} run
 */
async function runStep(step, run) {
  const { peers, driver, signal, timeoutOptions, onBusy } = run;
  if (step.do === "wait") return sleep(step.ms, signal);
  if (step.do === "connect") return connect(step, peers, driver, signal);
  if (step.do === "expect-no-entry") return expectNoEntry(step, peers, driver, signal);
  if (!("name" in step)) return serverStep(step, run);
  const peer = peers.get(step.name);
  if (!peer) throw new Failure(`Client ${letter(step)} is not connected.`);
  if (step.do.startsWith("expect")) return expectStep(step, peer, run);
  if (step.do === "send-each") return sendEach(step, peer, signal);
  act(step, peer);
  if (ENDS.has(step.do)) {
    // The steps that follow rely on the close.
    const { buffer } = peer;
    const { answer: closed, waited } = await waitForAnswer(
      buffer,
      () => buffer.closed,
      timeoutOptions,
      signal,
      () => onBusy("the close"),
    );
    if (!closed)
      throw new Failure(`Client ${letter(step)} was not closed within ${seconds(waited)}.`);
  }
}

/**
 * Connects clients at the same time.
 * @param {ConnectAction} step
 * @param {Map<string, Peer>} peers
 * @param {Driver} driver
 * @param {AbortSignal} signal
 */
async function connect({ names, ...step }, peers, driver, signal) {
  const { plain, from, first, minVersion, maxVersion, certificate, authority } = step;
  const tls = { plain, minVersion, maxVersion, certificate, authority };
  const options = { ...tls, from, first, mayBeRefused: step.mayBeRefused };
  const open = names.find((name) => peers.has(name) && !peers.get(name)?.buffer.closed);
  if (open) {
    const who = open.toUpperCase();
    throw new Failure(`Client ${who} is still open: close it before it connects again.`);
  }
  const results = await Promise.allSettled(
    names.map(async (name) => peers.set(name, await driver.connect(name, signal, options))),
  );
  const refused = results.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  signal.throwIfAborted();
  const [reason] = refused;
  if (!reason) return;
  if (names.length === 1 || !(reason instanceof Failure)) throw reason;
  throw new Failure(
    `${refused.length} of ${names.length} could not connect. The first: ${reason.message}`,
  );
}

/**
 * Connects a client that the server must not let in.
 * @param {{ name: string }} step
 * @param {Map<string, Peer>} peers
 * @param {Driver} driver
 * @param {AbortSignal} signal
 */
async function expectNoEntry(step, peers, driver, signal) {
  let peer;
  try {
    peer = await driver.connect(step.name, signal, {});
  } catch (error) {
    if (error instanceof Failure) return;
    throw error;
  }
  peers.set(step.name, peer);
  const { buffer, accepted } = peer;
  const isOver = () => (buffer.unread.length > 0 || buffer.eof || buffer.closed ? true : null);
  const over = await buffer.waitFor(isOver, ENTRY_TIMEOUT, signal);
  if (buffer.unread.length > 0)
    throw new Failure(`Client ${letter(step)} was let in, and received ${preview(buffer)}.`);
  if (!over && accepted) throw new Failure(`Client ${letter(step)} was let in.`);
}

/**
 * @param {ServerAction} step
 * @param {Run} run
 */
async function serverStep(step, { driver: { control }, signal, timeoutOptions }) {
  if (!control) throw new Failure("This server cannot be stopped from here.");
  if (step.do === "stop" || step.do === "begin-stop") await control.tellToStop();
  if (step.do === "begin-stop") return;
  if (step.do === "expect-running") {
    if (await control.returned()) throw new Failure("Serve has returned.");
    return;
  }
  const { timeout, maxTimeout, now, labIsBusy } = timeoutOptions;
  const begin = now();
  for (let counted = 0; counted < timeout; counted += labIsBusy() ? 0 : POLL_INTERVAL) {
    const returned = await control.returned();
    if (returned?.error) throw new Failure(`Serve returned an error: ${returned.error}.`);
    if (returned) return;
    if (now() - begin > maxTimeout) break;
    await sleep(POLL_INTERVAL, signal);
  }
  throw new Failure(
    `The server was told to stop, and Serve has not returned within ${seconds(now() - begin)}.`,
  );
}

/**
 * @param {ClientAction} step
 * @param {Peer} peer
 */
function act(step, peer) {
  if (ENDS.has(step.do) && peer.buffer.closed) return; // the server may have been quicker
  checkOpen(step, peer);
  if (step.do === "send") peer.send(copiesOf(step.bytes, step.copies));
  if (step.do === "half-close") {
    peer.halfClose();
    peer.halfClosed = true;
  }
  if (step.do === "close") peer.close();
  if (step.do === "reset") peer.reset();
  if (step.do === "pause") peer.pause();
  if (step.do === "resume") peer.resume();
  if (step.do === "slow") peer.readSlowly(step.rate);
  if (step.do === "network-latency") peer.setNetwork({ latency: Math.round(step.ms) });
  if (step.do === "network-buffer") peer.setNetwork({ buffer: step.size });
  if (step.do === "network-usual") peer.setNetwork({ latency: 0, buffer: 0 });
  if (step.do === "vanish") peer.vanish();
}

/**
 * @param {{ name: string }} step
 * @param {Peer} peer
 */
function checkOpen(step, { buffer: { closed } }) {
  if (!closed) return;
  throw new Failure(
    `Client ${letter(step)} has ended by then (${closed.detail || closed.reason}).`,
  );
}

/**
 * @param {Uint8Array} bytes
 * @param {number} copies
 */
function copiesOf(bytes, copies) {
  if (copies === 1) return bytes;
  const all = new Uint8Array(bytes.length * copies);
  for (let at = 0; at < all.length; at += bytes.length) all.set(bytes, at);
  return all;
}

/**
 * Sends byte for byte, with a pause after each. It stops when the server has ended its side, or
 * the connection.
 * @param {{ name: string, bytes: Uint8Array, ms: number }} step
 * @param {Peer} peer
 * @param {AbortSignal} signal
 */
async function sendEach(step, peer, signal) {
  checkOpen(step, peer);
  for (let at = 0; at < step.bytes.length; at++) {
    if (peer.buffer.eof || peer.buffer.closed) return;
    peer.send(step.bytes.subarray(at, at + 1));
    await sleep(step.ms, signal);
  }
}

/**
 * @param {ClientAction} step
 * @param {Peer} peer
 * @param {Run} run
 */
async function expectStep(step, peer, { signal, timeoutOptions, onBusy }) {
  const { buffer } = peer;
  if (step.do === "expect-nothing") {
    const event = await buffer.waitFor(() => unexpectedInput(buffer), step.ms, signal);
    if (event) throw new Failure(`Nothing was expected, but ${event}.`);
    return;
  }
  const expected =
    "bytes" in step ? quote(step.bytes) : step.do === "expect-eof" ? "the end" : "the close";
  const ask = () => evaluate(step, peer);
  const within = "within" in step ? step.within : undefined;
  const { answer, waited, busy } =
    within === undefined
      ? await waitForAnswer(buffer, ask, timeoutOptions, signal, () => onBusy(expected))
      : { answer: await buffer.waitFor(ask, within, signal), waited: within, busy: false };
  if (answer === "met") return;
  const state = buffer.unread.length > 0 ? `has ${preview(buffer)}` : "has received nothing new";
  const where = busy ? " on a busy machine" : "";
  throw new Failure(
    answer ?? `Waited ${seconds(waited)} for ${expected}${where}; client ${letter(step)} ${state}.`,
  );
}

/**
 * @param {ClientAction} step
 * @param {Peer} peer
 * @returns {string | null} "met", the reason why it cannot be met any more, or null
 */
function evaluate(step, { buffer, mayBeRefused, halfClosed }) {
  const ended = buffer.eof || buffer.closed !== null;
  const how = buffer.closed
    ? buffer.closed.detail || buffer.closed.reason
    : "the server sends no more";
  if (buffer.unread.length > 0 && (step.do === "expect-eof" || step.do === "expect-no-more"))
    return `The end was expected, but client ${letter(step)} received ${preview(buffer)}.`;
  if (step.do === "expect-eof") {
    if (buffer.eof || (mayBeRefused && buffer.closed)) return "met";
    return buffer.closed
      ? `The end was expected, but the connection ended otherwise (${how}).`
      : null;
  }
  if (step.do === "expect-closed" || step.do === "expect-no-more") {
    const serverIsDone = buffer.eof && !halfClosed; // the client keeps its own side open
    return buffer.closed || serverIsDone ? "met" : null;
  }
  if (!("bytes" in step)) return null;
  const met = step.do === "expect" ? buffer.consume(step.bytes) : buffer.consumeThrough(step.bytes);
  if (met) return "met";
  const { unread } = buffer;
  const beginning = unread.subarray(0, step.bytes.length);
  const differs = step.do === "expect" && !startsWith(step.bytes, beginning);
  if (differs)
    return `Expected ${quote(step.bytes)}, but client ${letter(step)} received ${preview(buffer)}.`;
  if (!ended) return null;
  const received = unread.length > 0 ? `only ${preview(buffer)} came` : "nothing came";
  return `Expected ${quote(step.bytes)}, but ${received} and ${how}.`;
}

/**
 * @param {ReceiveBuffer} buffer
 * @returns {string | null} what has happened on a connection on which nothing was expected
 */
function unexpectedInput(buffer) {
  if (buffer.unread.length > 0)
    return `${preview(buffer)} came (${plain(buffer.unread.subarray(0, 40))})`;
  if (buffer.closed)
    return `the connection ended (${buffer.closed.detail || buffer.closed.reason})`;
  return buffer.eof ? "the server ended the stream" : null;
}

/**
 * @param {ReceiveBuffer} buffer
 * @returns {string} the beginning of its unread bytes
 */
function preview(buffer) {
  const max = 60;
  const more = buffer.unread.length - max;
  return quote(buffer.unread.subarray(0, max)) + (more > 0 ? ` and ${more} more bytes` : "");
}

/** @param {{ name: string }} step */
function letter(step) {
  return step.name.toUpperCase();
}

/** @param {number} ms */
function seconds(ms) {
  return `${Math.round(ms / 10) / 100} s`;
}
