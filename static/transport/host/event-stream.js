// The event stream of a lab on the host. After a lost connection it reconnects with
// the number of its last event, so that no event is repeated, and missing ones are
// counted.

import { ReceiveTimeout } from "../receive-timeout.js";
import { Backoff } from "./backoff.js";

/** @import { EventHandlers, LabEvent, LabInfo } from "../transport.js" */

export const SUBPROTOCOL = "socketschool.events.v1";

/** Drops the events that were received before, and counts the missing ones. */
export class Sequence {
  #last;
  #announced = 0; // missing events that were reported without a later event

  /** @param {number} after number of the last event that was received */
  constructor(after) {
    this.#last = after;
  }

  get last() {
    return this.#last;
  }

  /**
   * @param {LabEvent[]} events
   * @param {number} skipped as the playground counts them
   * @returns {{ events: LabEvent[], skipped: number }} skipped: those not returned before
   */
  take(events, skipped) {
    const fresh = events.filter((event) => event.seq > this.#last);
    const first = fresh[0];
    if (!first) {
      this.#announced += skipped;
      return { events: [], skipped };
    }
    // Events are numbered without gaps: what is missing is lost, announced or not.
    const gap = first.seq - this.#last - 1 - this.#announced;
    this.#announced = 0;
    this.#last = /** @type {LabEvent} */ (fresh.at(-1)).seq;
    return { events: fresh, skipped: Math.max(0, gap) };
  }
}

export class EventStream {
  #connect;
  #fetchInfo;
  #handlers;
  #sequence;
  #backoff = new Backoff();
  #closed = false;
  #finished = false; // the last event was that of the lab's end
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {ReceiveTimeout | null} */
  #timeout = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {object} options
   * @param {(after: number) => WebSocket} options.connect
   * @param {() => Promise<LabInfo | null>} options.fetchInfo
   *   returns null where the lab is gone; rejects while the playground cannot be reached
   * @param {number} options.after
   * @param {EventHandlers} options.handlers
   */
  constructor({ connect, fetchInfo, after, handlers }) {
    this.#connect = connect;
    this.#fetchInfo = fetchInfo;
    this.#handlers = handlers;
    this.#sequence = new Sequence(after);
    // Browsers open one WebSocket at a time to a host. A client that the page opens
    // now should not wait for this one.
    this.#timer = setTimeout(() => this.#open(), 0);
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#disconnect();
  }

  #open() {
    const socket = this.#connect(this.#sequence.last);
    this.#socket = socket;
    this.#timeout = new ReceiveTimeout(() => this.#onLost(socket));
    socket.onopen = () => this.#handlers.link("live");
    socket.onmessage = (message) => {
      this.#timeout?.reset();
      this.#backoff.reset();
      this.#receive(JSON.parse(message.data));
    };
    socket.onclose = () => this.#onLost(socket);
  }

  /** @param {{ events?: LabEvent[], skipped?: number }} frame */
  #receive(frame) {
    if (!frame.events && !frame.skipped) return; // a heartbeat
    const { events, skipped } = this.#sequence.take(frame.events ?? [], frame.skipped ?? 0);
    this.#finished ||= events.some(({ kind }) => kind === "stopped" || kind === "failed");
    if (events.length > 0 || skipped > 0) this.#handlers.batch(events, skipped);
  }

  #disconnect() {
    this.#timeout?.stop();
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  /** @param {WebSocket} socket */
  #onLost(socket) {
    if (this.#closed || socket !== this.#socket) return;
    this.#disconnect();
    if (!this.#finished) this.#handlers.link("reconnecting");
    this.#timer = setTimeout(() => this.#reconnect(), this.#finished ? 0 : this.#backoff.next());
  }

  /**
   * Asks over HTTP whether the lab still exists: a page does not learn why a WebSocket
   * handshake has failed.
   */
  async #reconnect() {
    /** @type {LabInfo | null} */
    let info;
    try {
      info = await this.#fetchInfo();
    } catch (error) {
      if (this.#closed) return;
      this.#handlers.link("reconnecting");
      console.info(`reconnecting: ${error instanceof Error ? error.message : error}`);
      this.#timer = setTimeout(() => this.#reconnect(), this.#backoff.next());
      return;
    }
    if (this.#closed) return;
    if (info === null || this.#finished) {
      this.#closed = true;
      this.#handlers.ended(info);
    } else {
      this.#open();
    }
  }
}
