// A lab's events, kept up through lost connections: it comes back with the
// number of the last event it has, so that none is doubled and none is lost
// unnoticed.

import { Silence } from "../silence.js";
import { Backoff } from "./backoff.js";

/**
 * @typedef {import("../transport.js").LabEvent} LabEvent
 * @typedef {import("../transport.js").LabFacts} LabFacts
 * @typedef {import("../transport.js").EventHandlers} EventHandlers
 */

export const SUBPROTOCOL = "socketschool.events.v1";

/** Puts batches in order: drops what was had, counts what is missing. */
export class Sequence {
  #last;
  #announced = 0;

  /** @param {number} after number of the last event already had */
  constructor(after) {
    this.#last = after;
  }

  get last() {
    return this.#last;
  }

  /**
   * @param {LabEvent[]} events
   * @param {number} skipped as the playground counts them
   * @returns {{ events: LabEvent[], skipped: number }} skipped: those not told of before
   */
  take(events, skipped) {
    const fresh = events.filter((event) => event.seq > this.#last);
    const first = fresh[0];
    if (!first) {
      this.#announced += skipped;
      return { events: [], skipped };
    }
    // The numbers have no gaps, so a gap is a loss, announced or not.
    const gap = first.seq - this.#last - 1 - this.#announced;
    this.#announced = 0;
    this.#last = /** @type {LabEvent} */ (fresh.at(-1)).seq;
    return { events: fresh, skipped: Math.max(0, gap) };
  }
}

export class EventStream {
  #connect;
  #look;
  #handlers;
  #sequence;
  #backoff = new Backoff();
  #closed = false;
  #finished = false; // the lab itself said it is over
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Silence | null} */
  #silence = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {object} options
   * @param {(after: number) => WebSocket} options.connect
   * @param {() => Promise<LabFacts | null>} options.look
   *   the lab's facts, null where it is gone; rejects while the playground is out of reach
   * @param {number} options.after
   * @param {EventHandlers} options.handlers
   */
  constructor({ connect, look, after, handlers }) {
    this.#connect = connect;
    this.#look = look;
    this.#handlers = handlers;
    this.#sequence = new Sequence(after);
    // Browsers connect one WebSocket at a time to a host, and a client that is
    // opened at once should not wait behind this one.
    this.#timer = setTimeout(() => this.#open(), 0);
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#letGo();
  }

  #open() {
    const socket = this.#connect(this.#sequence.last);
    this.#socket = socket;
    this.#silence = new Silence(() => this.#lost(socket));
    socket.onopen = () => this.#handlers.link("live");
    socket.onmessage = (message) => {
      this.#silence?.alive();
      this.#backoff.reset();
      this.#receive(JSON.parse(message.data));
    };
    socket.onclose = () => this.#lost(socket);
  }

  /** @param {{ events?: LabEvent[], skipped?: number }} frame */
  #receive(frame) {
    if (!frame.events && !frame.skipped) return; // a beat
    const { events, skipped } = this.#sequence.take(frame.events ?? [], frame.skipped ?? 0);
    this.#finished ||= events.some(({ kind }) => kind === "stopped" || kind === "failed");
    if (events.length > 0 || skipped > 0) this.#handlers.batch(events, skipped);
  }

  #letGo() {
    this.#silence?.stop();
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  /** @param {WebSocket} socket */
  #lost(socket) {
    if (this.#closed || socket !== this.#socket) return;
    this.#letGo();
    if (!this.#finished) this.#handlers.link("reconnecting");
    this.#timer = setTimeout(() => this.#comeBack(), this.#finished ? 0 : this.#backoff.next());
  }

  /**
   * A failed WebSocket handshake tells a page nothing, so it asks over HTTP
   * whether there is still a lab to come back to.
   */
  async #comeBack() {
    /** @type {LabFacts | null} */
    let facts;
    try {
      facts = await this.#look();
    } catch (error) {
      if (this.#closed) return;
      this.#handlers.link("reconnecting");
      console.info(`trying again: ${error instanceof Error ? error.message : error}`);
      this.#timer = setTimeout(() => this.#comeBack(), this.#backoff.next());
      return;
    }
    if (this.#closed) return;
    if (facts === null || this.#finished) {
      this.#closed = true;
      this.#handlers.ended(facts);
    } else {
      this.#open();
    }
  }
}
