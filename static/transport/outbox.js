// What a client still has to send. Bytes are handed to the WebSocket in frames
// of 16 KiB and only while it holds less than 256 KiB itself, so that a reset
// or a pause does not wait behind megabytes of the page's own queue. Half-close
// and close belong to the stream and keep their place in it.

const FRAME = 16 * 1024;
const HIGH_WATER = 256 * 1024;
const LOOK_AGAIN = 10; // ms; a WebSocket has no event for “there is room”

/**
 * @typedef {Uint8Array | "half-close" | "close"} Item
 * @typedef {Pick<import("./connection.js").Socket, "bufferedAmount" | "send" | "close">} Socket
 */

export class Outbox {
  #socket;
  /** @type {Item[]} */
  #queue = [];
  #offset = 0; // into the first item
  #open = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Socket} socket */
  constructor(socket) {
    this.#socket = socket;
  }

  /** The other side listens: what was queued may go. */
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

  /** @param {"reset" | "pause" | "resume"} type */
  urgent(type) {
    this.#socket.send(JSON.stringify({ type }));
  }

  /** How many bytes have not left the page. */
  get unsent() {
    const queued = this.#queue.reduce(
      (sum, item) => sum + (item instanceof Uint8Array ? item.length : 0),
      0,
    );
    return queued - this.#offset + this.#socket.bufferedAmount;
  }

  /** Forgets what was not sent. */
  drop() {
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
        }, LOOK_AGAIN);
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
