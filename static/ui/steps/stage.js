// Lets a conversation use the lab's clients: the same cards the learner uses.

import { Inbox } from "../../conversation/inbox.js";
import { LATE } from "../../conversation/patience.js";
import { Failure } from "../../conversation/run.js";

/**
 * @typedef {import("../../lab/session.js").LabSession} LabSession
 * @typedef {import("../../lab/client.js").Client} Client
 * @typedef {import("../../conversation/run.js").Peer} Peer
 * @typedef {import("../../conversation/parse.js").Step} Step
 */

const TO_OPEN = 10_000;
const TO_CLOSE = 5000;
const TO_ACCEPT = 1000;

const ASK_EVERY = 1000; // ms between an answer of the lab and the next question

/**
 * @param {LabSession} session
 * @param {() => number} now
 */
export function stageOf(session, now = () => performance.now()) {
  return {
    busy: lateness(session, now),

    /**
     * Closes the clients a script is about to open, left from before.
     * @param {Step[]} steps
     * @param {AbortSignal} signal
     */
    async clear(steps, signal) {
      const names = new Set(steps.flatMap((step) => (step.do === "connect" ? step.names : [])));
      const open = session.clients.filter(
        (client) => client.live && names.has(client.letter.toLowerCase()),
      );
      await Promise.all(open.map((client) => closed(client, signal)));
    },

    /**
     * @param {string} name
     * @param {AbortSignal} signal
     * @returns {Promise<Peer>}
     */
    async connect(name, signal) {
      const client = session.clientNamed(name.toUpperCase());
      if (client.live) throw new Failure(`Client ${client.letter} is still open.`);
      const inbox = new Inbox();
      const end = new AbortController();
      const accepted = acceptance(session, AbortSignal.any([end.signal, signal]));
      try {
        await opened(client, inbox, signal);
        await accepted(client.facts?.local);
      } finally {
        end.abort();
      }
      return peerOf(client, inbox);
    },
  };
}

/**
 * Asks the lab for something that it answers at once, and tells whether it is late.
 * @param {LabSession} session
 * @param {() => number} now
 * @returns {() => boolean}
 */
function lateness(session, now) {
  let asked = false;
  let since = Number.NEGATIVE_INFINITY; // of the question, or of its answer
  const answered = () => {
    asked = false;
    since = now();
  };
  return () => {
    if (asked) return now() - since > LATE;
    if (now() - since > ASK_EVERY) {
      asked = true;
      since = now();
      session.connections().then(answered, answered);
    }
    return false;
  };
}

/**
 * @param {Client} client
 * @param {Inbox} inbox
 * @returns {Peer}
 */
function peerOf(client, inbox) {
  return {
    inbox,
    send: (bytes) => client.send(bytes),
    halfClose: () => client.halfClose(),
    close: () => client.close(),
    reset: () => client.reset(),
    pause: () => client.pause(),
    resume: () => client.resume(),
    readSlowly: (rate) => client.readSlowly(rate),
  };
}

/**
 * @param {Client} client
 * @param {Inbox} inbox
 * @param {AbortSignal} signal
 */
async function opened(client, inbox, signal) {
  client.open(inbox);
  const phase = await settled(client, (now) => now.phase !== "connecting", TO_OPEN, signal);
  if (!phase) throw new Failure(`Client ${client.letter} was not connected within 10 s.`);
  if (client.phase === "ended") {
    throw new Failure(`Client ${client.letter} could not connect: ${client.closed?.detail ?? ""}`);
  }
}

/**
 * TCP connects a client before the server has accepted it. What a conversation does next is meant
 * for a server that has: its message to all should find all. One that accepts nobody is not waited
 * for for long.
 * @param {LabSession} session
 * @param {AbortSignal} signal
 */
function acceptance(session, signal) {
  /** @type {Set<string>} */
  const peers = new Set();
  let look = () => {};
  session.events.on(
    "batch",
    ({ events }) => {
      for (const { kind, peer = "" } of events) if (kind === "accept") peers.add(peer);
      look();
    },
    signal,
  );
  return (/** @type {string | undefined} */ address = "") =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, TO_ACCEPT, null);
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      if (signal.aborted) return stop();
      signal.addEventListener("abort", stop, { once: true });
      look = () => void (peers.has(address) && resolve(null));
      look();
    });
}

/**
 * @param {Client} client
 * @param {AbortSignal} signal
 */
async function closed(client, signal) {
  client.close();
  const over = await settled(client, (now) => !now.live, TO_CLOSE, signal);
  if (!over) throw new Failure(`Client ${client.letter} from before did not close.`);
}

/**
 * @param {Client} client
 * @param {(client: Client) => boolean} is
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} whether it came to be in time
 */
function settled(client, is, ms, signal) {
  const end = new AbortController();
  const either = AbortSignal.any([end.signal, signal]);
  return /** @type {Promise<boolean>} */ (
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(false), ms);
      either.addEventListener("abort", () => clearTimeout(timer), { once: true });
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      client.events.on("change", () => is(client) && resolve(true), either);
      if (is(client)) resolve(true);
    })
  ).finally(() => end.abort());
}
