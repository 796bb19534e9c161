// A WebSocket to a lab in the tab: it carries the same frames as messages to and from
// the worker.

/** @import { Socket } from "../connection.js" */

/** How many bytes are acknowledged at a time, of the 256 KiB that may be in flight. */
export const BYTES_PER_ACK = 32 * 1024;

/** @implements {Socket} */
export class WorkerSocket {
  readyState = 1; // the worker buffers frames until it is connected
  /** Bytes that the lab has not written to the server yet. */
  bufferedAmount = 0;
  binaryType = "arraybuffer";
  /** @type {Socket["onopen"]} */
  onopen = null;
  /** @type {Socket["onmessage"]} */
  onmessage = null;
  /** @type {Socket["onclose"]} */
  onclose = null;
  #client;
  #post;
  #onClose;
  #closed = false;
  #unacked = 0; // bytes received and not acknowledged yet

  /**
   * @param {{ client: number }} open its number, and how it connects
   * @param {(message: object, transfer?: Transferable[]) => void} post to the worker
   * @param {() => void} onClose called once, when it is closed
   */
  constructor(open, post, onClose) {
    this.#client = open.client;
    this.#post = post;
    this.#onClose = onClose;
    post({ type: "open", ...open });
  }

  /** @param {string | Uint8Array<ArrayBuffer>} data */
  send(data) {
    if (this.#closed) return;
    const message = { type: "frame", client: this.#client };
    if (typeof data === "string") {
      this.#post({ ...message, data });
      return;
    }
    this.bufferedAmount += data.length;
    const copy = data.slice().buffer; // the page cannot use a buffer after its transfer
    this.#post({ ...message, data: copy }, [copy]);
  }

  close() {
    if (this.#closed) return;
    this.#post({ type: "close", client: this.#client });
    this.#closed = true;
    this.#onClose();
    // Asynchronous, as a WebSocket's is.
    queueMicrotask(() => this.onclose?.({ reason: "" }));
  }

  /** @param {string | ArrayBuffer} data from the lab */
  receive(data) {
    if (this.#closed) return;
    if (typeof data !== "string") this.#acknowledge(data.byteLength);
    this.onmessage?.({ data });
  }

  /** @param {number} bytes */
  #acknowledge(bytes) {
    this.#unacked += bytes;
    if (this.#unacked < BYTES_PER_ACK) return;
    this.#post({ type: "ackBytes", client: this.#client, bytes: this.#unacked });
    this.#unacked = 0;
  }

  /** @param {number} bytes */
  written(bytes) {
    this.bufferedAmount -= bytes;
  }
}
