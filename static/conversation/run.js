// Plays a conversation step by step and says at which step, and why, the
// server did not keep to it.

import { plain, quote, startsWith } from "../bytes/bytes.js";
import { untilAnswered } from "./patience.js";

/**
 * @typedef {import("./parse.js").Step} Step
 * @typedef {import("./parse.js").ClientAction} ClientAction
 * @typedef {import("./inbox.js").Inbox} Inbox
 *
 * A client as a conversation drives it.
 * @typedef {object} Peer
 * @property {Inbox} inbox
 * @property {(bytes: Uint8Array) => void} send
 * @property {() => void} halfClose
 * @property {() => void} close
 * @property {() => void} reset
 * @property {() => void} pause
 * @property {() => void} resume
 * @property {(rate: number) => void} readSlowly so many bytes a second
 *
 * @typedef {object} Stage
 * @property {(name: string, signal: AbortSignal) => Promise<Peer>} connect
 *   rejects with a Failure where the client cannot be had
 * @property {() => boolean} [busy] whether the lab answers late; asked while an expectation waits
 *
 * @typedef {import("./patience.js").Patience} Patience
 *
 * @typedef {{ step: Step, state: "running" | "done" }
 *   | { step: Step, state: "waiting", what: string }
 *   | { step: Step, state: "failed", why: string }} Progress
 */

const PATIENCE = 5000;
const LONGEST_PATIENCE = 30_000; // while the machine is busy
/** Turns of a repeat between two looks at the world: a Stop must get through. */
const BREATH = 200;

/** Why a step did not come true, in words for the learner. */
export class Failure extends Error {}

/**
 * @param {Step[]} steps
 * @param {Stage} stage
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(progress: Progress) => void} options.onProgress waiting: a step takes longer, since
 *   the machine is busy
 * @param {number} [options.patience] for how long an expectation without a limit of its own waits
 * @param {() => number} [options.now]
 * @param {(step: Step) => Promise<void>} [options.before] waits until a step may be played
 * @returns {Promise<boolean>} whether every step came true
 */
export async function run(steps, stage, options) {
  const { signal, onProgress, before } = options;
  const { patience: usual = PATIENCE, now = () => performance.now() } = options;
  const labIsBusy = () => stage.busy?.() ?? false;
  const patience = { usual, longest: LONGEST_PATIENCE, now, labIsBusy };
  /** @type {Map<string, Peer>} */
  const peers = new Map();
  for (const step of steps) {
    await before?.(step);
    onProgress({ step, state: "running" });
    try {
      for (let turn = 0; turn < step.times; turn++) {
        if (turn % BREATH === BREATH - 1) await pauseFor(0, signal);
        signal.throwIfAborted();
        const onBusy = (/** @type {string} */ what) => onProgress({ step, state: "waiting", what });
        await play(step, { peers, stage, signal, patience, onBusy });
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
 * @typedef {object} Scene
 * @property {Map<string, Peer>} peers
 * @property {Stage} stage
 * @property {AbortSignal} signal
 * @property {Patience} patience
 * @property {(what: string) => void} onBusy what is still waited for
 *
 * @param {Step} step
 * @param {Scene} scene
 */
async function play(step, scene) {
  const { peers, stage, signal, patience, onBusy } = scene;
  if (step.do === "wait") return pauseFor(step.ms, signal);
  if (step.do === "connect") return connect(step.names, peers, stage, signal);
  const peer = peers.get(step.name);
  if (!peer) throw new Failure(`Client ${letter(step)} is not connected.`);
  if (step.do.startsWith("expect")) return expectStep(step, peer, scene);
  if (step.do === "send-each") return sendEach(step, peer, signal);
  act(step, peer);
  if (step.do === "close" || step.do === "reset") {
    // The steps after it count on the end having come.
    const { inbox } = peer;
    const { answer: ended, waited } = await untilAnswered(
      inbox,
      () => inbox.ending,
      patience,
      signal,
      () => onBusy("the close"),
    );
    if (!ended)
      throw new Failure(`Client ${letter(step)} was not closed within ${seconds(waited)}.`);
  }
}

/**
 * Several clients connect at once, as they would to a real server.
 * @param {string[]} names
 * @param {Map<string, Peer>} peers
 * @param {Stage} stage
 * @param {AbortSignal} signal
 */
async function connect(names, peers, stage, signal) {
  const open = names.find((name) => peers.has(name) && !peers.get(name)?.inbox.ending);
  if (open) {
    const who = open.toUpperCase();
    throw new Failure(`Client ${who} is still open: close it before it connects again.`);
  }
  const made = await Promise.allSettled(
    names.map(async (name) => peers.set(name, await stage.connect(name, signal))),
  );
  const refused = made.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  signal.throwIfAborted();
  const [first] = refused;
  if (!first) return;
  if (names.length === 1 || !(first instanceof Failure)) throw first;
  throw new Failure(
    `${refused.length} of ${names.length} could not connect. The first: ${first.message}`,
  );
}

/**
 * @param {ClientAction} step
 * @param {Peer} peer
 */
function act(step, peer) {
  checkOpen(step, peer);
  if (step.do === "send") peer.send(copiesOf(step.bytes, step.copies));
  if (step.do === "half-close") peer.halfClose();
  if (step.do === "close") peer.close();
  if (step.do === "reset") peer.reset();
  if (step.do === "pause") peer.pause();
  if (step.do === "resume") peer.resume();
  if (step.do === "slow") peer.readSlowly(step.rate);
}

/**
 * @param {{ name: string }} step
 * @param {Peer} peer
 */
function checkOpen(step, { inbox: { ending } }) {
  if (!ending) return;
  throw new Failure(
    `Client ${letter(step)} has ended by then (${ending.detail || ending.reason}).`,
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
 * Byte for byte, with a rest after each.
 * @param {{ name: string, bytes: Uint8Array, ms: number }} step
 * @param {Peer} peer
 * @param {AbortSignal} signal
 */
async function sendEach(step, peer, signal) {
  for (let at = 0; at < step.bytes.length; at++) {
    checkOpen(step, peer);
    peer.send(step.bytes.subarray(at, at + 1));
    await pauseFor(step.ms, signal);
  }
}

/**
 * @param {ClientAction} step
 * @param {Peer} peer
 * @param {Scene} scene
 */
async function expectStep(step, { inbox }, { signal, patience, onBusy }) {
  if (step.do === "expect-nothing") {
    const came = await inbox.until(() => somethingCame(inbox), step.ms, signal);
    if (came) throw new Failure(`Nothing was expected, but ${came}.`);
    return;
  }
  const wanted =
    "bytes" in step ? quote(step.bytes) : step.do === "expect-eof" ? "the end" : "the close";
  const ask = () => judge(step, inbox);
  const within = "within" in step ? step.within : undefined;
  const { answer, waited, busy } =
    within === undefined
      ? await untilAnswered(inbox, ask, patience, signal, () => onBusy(wanted))
      : { answer: await inbox.until(ask, within, signal), waited: within, busy: false };
  if (answer === "met") return;
  const seen = inbox.unread.length > 0 ? `has ${glimpse(inbox)}` : "has received nothing new";
  const where = busy ? " on a busy machine" : "";
  throw new Failure(
    answer ?? `Waited ${seconds(waited)} for ${wanted}${where}; client ${letter(step)} ${seen}.`,
  );
}

/**
 * @param {ClientAction} step
 * @param {Inbox} inbox
 * @returns {string | null} "met", why it never will be, or null while it still may
 */
function judge(step, inbox) {
  const over = inbox.eof || inbox.ending !== null;
  const how = inbox.ending
    ? inbox.ending.detail || inbox.ending.reason
    : "the server sends no more";
  if (step.do === "expect-eof") {
    if (inbox.eof) return "met";
    return inbox.ending
      ? `The end was expected, but the connection ended otherwise (${how}).`
      : null;
  }
  if (step.do === "expect-closed") return inbox.ending ? "met" : null;
  if (!("bytes" in step)) return null;
  const met = step.do === "expect" ? inbox.take(step.bytes) : inbox.takeThrough(step.bytes);
  if (met) return "met";
  const got = inbox.unread;
  const beginning = got.subarray(0, step.bytes.length);
  const differs = step.do === "expect" && !startsWith(step.bytes, beginning);
  if (differs)
    return `Expected ${quote(step.bytes)}, but client ${letter(step)} received ${glimpse(inbox)}.`;
  if (!over) return null;
  const seen = got.length > 0 ? `only ${glimpse(inbox)} came` : "nothing came";
  return `Expected ${quote(step.bytes)}, but ${seen} and ${how}.`;
}

/** @param {Inbox} inbox */
function somethingCame(inbox) {
  if (inbox.unread.length > 0)
    return `${glimpse(inbox)} came (${plain(inbox.unread.subarray(0, 40))})`;
  if (inbox.ending) return `the connection ended (${inbox.ending.detail || inbox.ending.reason})`;
  return inbox.eof ? "the server ended the stream" : null;
}

/** @param {Inbox} inbox */
function glimpse(inbox) {
  const most = 60;
  const more = inbox.unread.length - most;
  return quote(inbox.unread.subarray(0, most)) + (more > 0 ? ` and ${more} more bytes` : "");
}

/** @param {{ name: string }} step */
function letter(step) {
  return step.name.toUpperCase();
}

/** @param {number} ms */
function seconds(ms) {
  return `${Math.round(ms / 10) / 100} s`;
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function pauseFor(ms, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal.addEventListener("abort", abort, { once: true });
  });
}
