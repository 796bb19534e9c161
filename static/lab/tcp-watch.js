// Knows what TCP says of the lab's connections, while a viewer looks: it asks the lab once
// a second, or sooner after an event, and not at all where no viewer looks.

import { Emitter } from "../core/emitter.js";

/**
 * @import { LabSession } from "./session.js"
 * @import { TCPConnection, TCPEnd } from "../transport/transport.js"
 *
 * @typedef {TCPEnd & { since: number, stays: boolean }} WatchedEnd
 *   since: when the state was first seen, in ms since 1970; stays: it is CLOSE_WAIT, and
 *   has been for so long that its program does not seem about to close
 * @typedef {{ conn?: number, peer: string, server: WatchedEnd | null, client: WatchedEnd | null }} WatchedConnection
 *
 * @typedef {object} Viewer
 * @property {() => boolean} looks whether it is in view now
 * @property {boolean} closely whether it shows what changes without an event: the queues
 */

const INTERVAL = 1000; // ms between two questions
const QUIET_INTERVAL = 5000; // ms, while all is ESTABLISHED and no viewer looks closely
const AFTER_EVENT = 60; // ms for what comes with an event, such as an acknowledgement
const MIN_GAP = 250; // ms between two questions at events

/** A program that closes does so long before, in ms. */
export const CLOSE_WAIT_STAYS = 2000;

export class TCPWatch {
  /** @type {Emitter<{ change: null }>} */
  events = new Emitter();
  /** @type {WatchedConnection[]} */
  connections = [];
  #session;
  #signal;
  /** @type {Set<Viewer>} */
  #viewers = new Set();
  #asked = 0; // when, in ms since 1970
  #asking = false;
  #due = 0; // when to ask at the latest
  /** @type {WeakSet<object>} clients whose changes are known */
  #followed = new WeakSet();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Pick<LabSession, "events" | "state" | "clients" | "tcp">} session
   * @param {AbortSignal} signal
   */
  constructor(session, signal) {
    this.#session = session;
    this.#signal = signal;
    session.events.on("run", () => this.#forget(), signal);
    session.events.on("change", () => this.#onState(), signal);
    session.events.on("batch", () => this.poke(), signal);
    session.events.on("clients", () => this.#followClients(), signal);
    signal.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  /**
   * Asks as long as the viewer looks. Call poke when it begins to.
   * @param {Viewer} viewer
   */
  add(viewer) {
    this.#viewers.add(viewer);
    this.poke();
  }

  /** Asks soon: something has happened. */
  poke() {
    const now = Date.now();
    this.#schedule(Math.max(now + AFTER_EVENT, this.#asked + MIN_GAP));
  }

  /** @param {string} peer */
  at(peer) {
    return this.connections.find((one) => one.peer === peer) ?? null;
  }

  #onState() {
    if (this.#session.state === "listening") return this.poke();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#forget();
  }

  #forget() {
    if (this.connections.length === 0) return;
    this.connections = [];
    this.events.emit("change", null);
  }

  /** What the page's own clients do is no event of the lab's. */
  #followClients() {
    for (const client of this.#session.clients) {
      if (this.#followed.has(client)) continue;
      this.#followed.add(client);
      client.events.on("change", () => this.poke(), this.#signal);
    }
  }

  /** @param {number} at ms since 1970 */
  #schedule(at) {
    if (this.#timer !== undefined && this.#due <= at) return;
    clearTimeout(this.#timer);
    if (this.#signal.aborted || this.#session.state !== "listening") return;
    this.#due = at;
    this.#timer = setTimeout(() => this.#ask(), Math.max(0, at - Date.now()));
  }

  async #ask() {
    this.#timer = undefined;
    const looking = [...this.#viewers].filter((viewer) => viewer.looks());
    // A viewer that comes into view pokes.
    if (this.#asking || looking.length === 0) return;
    this.#asking = true;
    this.#asked = Date.now();
    const answer = await this.#session.tcp().finally(() => {
      this.#asking = false;
    });
    if (this.#signal.aborted) return;
    if (answer) this.#take(answer.connections);
    if (this.connections.length === 0) return; // an event comes before the next one
    const isQuiet = this.connections.every(isEstablished);
    const often = !isQuiet || looking.some(({ closely }) => closely);
    this.#schedule(this.#asked + (often ? INTERVAL : QUIET_INTERVAL));
  }

  /** @param {TCPConnection[]} connections */
  #take(connections) {
    const now = Date.now();
    this.connections = connections.map(({ conn, peer, server, client }) => {
      const before = this.at(peer);
      return {
        conn,
        peer,
        server: watched(server, before?.server ?? null, now),
        client: watched(client, before?.client ?? null, now),
      };
    });
    this.events.emit("change", null);
  }
}

/**
 * @param {TCPEnd | undefined} end
 * @param {WatchedEnd | null} before
 * @param {number} now
 * @returns {WatchedEnd | null}
 */
function watched(end, before, now) {
  if (!end) return null;
  const since = before && before.state === end.state ? before.since : now;
  return { ...end, since, stays: end.state === "CLOSE_WAIT" && now - since >= CLOSE_WAIT_STAYS };
}

/** @param {WatchedConnection} connection */
function isEstablished({ server, client }) {
  return server?.state === "ESTABLISHED" && client?.state === "ESTABLISHED";
}
