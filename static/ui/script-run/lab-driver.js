// Runs a script's steps with the lab's clients: the same cards the learner uses.

/**
 * @import { Step } from "../../conversation/parse.js"
 * @import { Peer, ServerControl } from "../../conversation/run.js"
 * @import { Client } from "../../lab/client.js"
 * @import { LabSession } from "../../lab/session.js"
 * @import { ConnectOptions } from "../../transport/transport.js"
 */

import { BUSY_DELAY } from "../../conversation/adaptive-timeout.js";
import { ReceiveBuffer } from "../../conversation/receive-buffer.js";
import { Failure } from "../../conversation/run.js";
import { Problem } from "../../transport/transport.js";

const OPEN_TIMEOUT = 10_000; // ms
const CLOSE_TIMEOUT = 5000;
const ACCEPT_TIMEOUT = 1000;

const PROBE_INTERVAL = 1000; // ms between an answer of the lab and the next probe

/**
 * Creates what the script runner drives a lab with.
 * @param {LabSession} session
 * @param {() => number} now
 */
export function createLabDriver(session, now = () => performance.now()) {
  return {
    busy: latencyProbe(session, now),

    control: serverControl(session),

    /**
     * Closes open clients that the script is going to connect.
     * @param {Step[]} steps
     * @param {AbortSignal} signal
     */
    async clear(steps, signal) {
      const names = new Set(steps.flatMap((step) => (step.do === "connect" ? step.names : [])));
      const open = session.clients.filter(
        (client) => client.live && names.has(client.letter.toLowerCase()),
      );
      await Promise.all(open.map((client) => closeClient(client, signal)));
    },

    /**
     * Connects a client and waits until the server has accepted it.
     * @param {string} name
     * @param {AbortSignal} signal
     * @param {ConnectOptions & { mayBeRefused?: boolean }} [options]
     * @returns {Promise<Peer>}
     */
    async connect(name, signal, { mayBeRefused = false, ...options } = {}) {
      const client = session.clientByLetter(name.toUpperCase());
      if (client.live) throw new Failure(`Client ${client.letter} is still open.`);
      const buffer = new ReceiveBuffer();
      const controller = new AbortController();
      const accepted = acceptance(session, AbortSignal.any([controller.signal, signal]));
      let isAccepted = false;
      try {
        await openClient(client, buffer, signal, options);
        const hasEntered = options.first !== undefined && client.info !== null;
        if (client.phase === "ended" && !hasEntered && !(mayBeRefused && isRefusal(client)))
          throw new Failure(
            `Client ${client.letter} could not connect: ${client.closed?.detail ?? ""}`,
          );
        if (client.info) isAccepted = await accepted(client.info.local);
      } finally {
        controller.abort();
      }
      return { ...peerOf(client, buffer), mayBeRefused, accepted: isAccepted };
    },
  };
}

/**
 * @param {LabSession} session
 * @returns {ServerControl}
 */
function serverControl(session) {
  /** @type {(() => Promise<void>) | null} ends the server that is to stop */
  let end = null;
  return {
    async tellToStop() {
      try {
        end ??= await session.tellToStop();
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        throw new Failure(`${error.title} ${error.detail}`);
      }
    },

    async returned() {
      if (session.state !== "listening" && session.state !== "stopping") return {};
      return (await session.connections())?.returned ?? null;
    },

    async end() {
      await end?.();
    },
  };
}

/**
 * Measures whether the lab answers late, by a request that it answers at once.
 * @param {LabSession} session
 * @param {() => number} now
 * @returns {() => boolean} sends a request when one is due, and returns whether the
 *   pending one is late
 */
function latencyProbe(session, now) {
  let pending = false;
  let since = Number.NEGATIVE_INFINITY; // time of the last request or answer
  const onAnswer = () => {
    pending = false;
    since = now();
  };
  return () => {
    if (pending) return now() - since > BUSY_DELAY;
    if (now() - since > PROBE_INTERVAL) {
      pending = true;
      since = now();
      session.connections().then(onAnswer, onAnswer);
    }
    return false;
  };
}

/**
 * @param {Client} client
 * @param {ReceiveBuffer} buffer
 * @returns {Peer}
 */
function peerOf(client, buffer) {
  return {
    buffer,
    send: (bytes) => client.send(bytes),
    halfClose: () => client.halfClose(),
    close: () => client.close(),
    reset: () => client.reset(),
    pause: () => client.pause(),
    resume: () => client.resume(),
    readSlowly: (rate) => client.readSlowly(rate),
    setNetwork: (change) => client.setNetwork(change),
    vanish: () => client.vanish(),
  };
}

/**
 * @param {Client} client
 * @param {ReceiveBuffer} buffer
 * @param {AbortSignal} signal
 * @param {ConnectOptions} [options]
 */
async function openClient(client, buffer, signal, options) {
  client.open(buffer, options);
  const isSettled = () => client.phase !== "connecting";
  if (!(await waitForClient(client, isSettled, OPEN_TIMEOUT, signal)))
    throw new Failure(`Client ${client.letter} was not connected within 10 s.`);
}

/**
 * Returns whether the server has refused a client in the handshake: it has listened.
 * @param {Client} client that has ended
 */
function isRefusal({ closed }) {
  return closed?.reason === "error" || closed?.reason === "reset";
}

/**
 * Waits for the server to accept a client. TCP connects it before that, but a
 * script's next step, such as a message to all, counts on the server knowing it.
 * A server that does not accept is waited for ACCEPT_TIMEOUT only.
 * @param {LabSession} session
 * @param {AbortSignal} signal
 * @returns {(address: string) => Promise<boolean>} address: of the client; whether it has been
 *   accepted
 */
function acceptance(session, signal) {
  const { history } = session;
  const before = history.last; // an earlier client may have had the same address
  return (address) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ACCEPT_TIMEOUT, false);
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      if (signal.aborted) return stop();
      signal.addEventListener("abort", stop, { once: true });
      const check = () => {
        const accepted = history
          .after(before)
          .some(({ kind, peer }) => kind === "accept" && peer === address);
        if (accepted) resolve(true);
      };
      session.events.on("batch", check, signal);
      check();
    });
}

/**
 * @param {Client} client
 * @param {AbortSignal} signal
 */
async function closeClient(client, signal) {
  client.close();
  if (!(await waitForClient(client, () => !client.live, CLOSE_TIMEOUT, signal)))
    throw new Failure(`Client ${client.letter} from before did not close.`);
}

/**
 * @param {Client} client
 * @param {() => boolean} condition
 * @param {number} timeout ms
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} whether the condition became true before the timeout
 */
function waitForClient(client, condition, timeout, signal) {
  const controller = new AbortController();
  const either = AbortSignal.any([controller.signal, signal]);
  return /** @type {Promise<boolean>} */ (
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve(false), timeout);
      either.addEventListener("abort", () => clearTimeout(timer), { once: true });
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      client.events.on("change", () => condition() && resolve(true), either);
      if (condition()) resolve(true);
    })
  ).finally(() => controller.abort());
}
