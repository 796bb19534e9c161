// The send queue of a client. It passes bytes to the WebSocket in frames of 16 KiB,
// and only while the WebSocket buffers less than 256 KiB, so that a reset or a pause
// does not wait behind megabytes. Half-close and close keep their order in the queue.

export const FRAME = 16 * 1024; // bytes
const HIGH_WATER = 256 * 1024; // bytes
const POLL_INTERVAL = 10; // ms; a WebSocket has no event for a buffer that empties

/**
 * @import { Socket as FullSocket } from "./connection.js"
 *
 * @typedef {Uint8Array | "half-close" | "close"} Item
 * @typedef {Pick<FullSocket, "bufferedAmount" | "send" | "close">} Socket
 */

export class SendQueue {
  #socket;
  /** @type {Item[]} */
  #queue = [];
  #offset = 0; // bytes of the first item that were sent
  #open = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Socket} socket */
  constructor(socket) {
    this.#socket = socket;
  }

  /** Begins to send. */
  open() {
    this.#open = true;
    this.#pump();
  }

  /** @param {Item} item */
  push(item) {
    if (item instanceof Uint8Array && item.length === 0) return;
    this.#queue.push(item);
    this.#pump();
  }

  /**
   * Sends a control message ahead of the queue.
   * @param {"reset" | "pause" | "resume" | "network" | "vanish"} type
   * @param {object} [fields] of the message
   */
  sendNow(type, fields) {
    this.#socket.send(JSON.stringify({ type, ...fields }));
  }

  /** How many bytes have not left the page. */
  get pendingBytes() {
    const queued = this.#queue.reduce(
      (sum, item) => sum + (item instanceof Uint8Array ? item.length : 0),
      0,
    );
    return queued - this.#offset + this.#socket.bufferedAmount;
  }

  /** Discards what was not sent, and stops. */
  clear() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue = [];
    this.#offset = 0;
    this.#open = false;
  }

  #pump() {
    if (!this.#open || this.#timer !== undefined) return;
    while (this.#queue.length > 0) {
      if (this.#socket.bufferedAmount >= HIGH_WATER) {
        this.#timer = setTimeout(() => {
          this.#timer = undefined;
          this.#pump();
        }, POLL_INTERVAL);
        return;
      }
      this.#sendOne(/** @type {Item} */ (this.#queue[0]));
    }
  }

  /** @param {Item} item the first of the queue */
  #sendOne(item) {
    if (item instanceof Uint8Array) {
      const frame = item.subarray(this.#offset, this.#offset + FRAME);
      this.#socket.send(/** @type {Uint8Array<ArrayBuffer>} */ (frame));
      this.#offset += FRAME;
      if (this.#offset < item.length) return;
    } else if (item === "half-close") {
      this.#socket.send(JSON.stringify({ type: item }));
    } else {
      this.#socket.close(1000);
    }
    this.#queue.shift();
    this.#offset = 0;
  }
}
