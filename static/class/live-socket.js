// A WebSocket to the host of a class that connects again after it was lost.

import { Backoff } from "../transport/host/backoff.js";
import { ReceiveTimeout } from "../transport/receive-timeout.js";

/**
 * @typedef {object} Handlers
 * @property {(message: any) => void} message a message of the host, heartbeats left out
 * @property {(isOpen: boolean) => void} link the connection is open, or was lost
 */

export class LiveSocket {
  #url;
  #subprotocol;
  #handlers;
  #backoff = new Backoff();
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {ReceiveTimeout | null} */
  #timeout = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {string} url
   * @param {string} subprotocol
   * @param {Handlers} handlers
   * @param {AbortSignal} signal closes it
   */
  constructor(url, subprotocol, handlers, signal) {
    this.#url = url;
    this.#subprotocol = subprotocol;
    this.#handlers = handlers;
    signal.addEventListener("abort", () => this.close(), { once: true });
    if (!signal.aborted) this.#open();
  }

  /**
   * @param {object} message
   * @returns {boolean} false while there is no connection
   */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  close() {
    clearTimeout(this.#timer);
    this.#disconnect();
  }

  #open() {
    const socket = new WebSocket(this.#url, this.#subprotocol);
    this.#socket = socket;
    this.#timeout = new ReceiveTimeout(() => this.#onLost());
    socket.onopen = () => this.#handlers.link(true);
    socket.onmessage = ({ data }) => {
      this.#timeout?.reset();
      this.#backoff.reset();
      const message = JSON.parse(data);
      if (message.type !== "beat") this.#handlers.message(message);
    };
    socket.onclose = () => this.#onLost();
  }

  #onLost() {
    this.#disconnect();
    this.#handlers.link(false);
    this.#timer = setTimeout(() => this.#open(), this.#backoff.next());
  }

  #disconnect() {
    this.#timeout?.stop();
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }
}
