// One client's connection to a lab, over a WebSocket to the bridge or a WorkerSocket
// to a lab in the tab. Binary frames carry the bytes, text frames control messages;
// docs/protocol.md has both. It reports its end exactly once.

import { ReceiveTimeout } from "./receive-timeout.js";
import { SendQueue } from "./send-queue.js";

/**
 * @import { Closed, ConnectionHandlers, Network } from "./transport.js"
 *
 * The part of a WebSocket that a connection uses.
 * @typedef {object} Socket
 * @property {number} readyState 1 once it takes frames, which may be before the lab is reached
 * @property {number} bufferedAmount
 * @property {string} binaryType
 * @property {(data: string | Uint8Array<ArrayBuffer>) => void} send
 * @property {(code?: number) => void} close
 * @property {((event: any) => void) | null} onopen where readyState is not 1 from the start
 * @property {((message: any) => void) | null} onmessage with data
 * @property {((close: any) => void) | null} onclose with reason
 *
 * Texts for a close without a reason from the other side.
 * @typedef {object} CloseTexts
 * @property {string} lost the connection was open
 * @property {string} unreached it never was
 * @property {string} [silent] nothing was received until the timeout; absent where there is
 *   no timeout
 */

const OPEN = 1; // WebSocket.OPEN

export class FramedConnection {
  #socket;
  #queue;
  #handlers;
  #closeTexts;
  /** @type {ReceiveTimeout | null} */
  #timeout = null;
  #writable = false; // the socket takes frames
  #opened = false;
  #closeRequested = ""; // how the learner has closed it, as a text
  #closed = false;

  /**
   * @param {Socket} socket
   * @param {ConnectionHandlers} handlers
   * @param {CloseTexts} closeTexts
   */
  constructor(socket, handlers, closeTexts) {
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#handlers = handlers;
    this.#closeTexts = closeTexts;
    this.#queue = new SendQueue(socket);
    const { silent } = closeTexts;
    if (silent)
      this.#timeout = new ReceiveTimeout(() => this.#finish({ reason: "error", detail: silent }));
    socket.onmessage = (message) => this.#receive(message.data);
    socket.onclose = (close) => this.#finish(this.#explain(close));
    if (socket.readyState === OPEN) this.#onWritable();
    else socket.onopen = () => this.#onWritable();
  }

  /** Sends what is queued. The other side buffers it until it has reached the server. */
  #onWritable() {
    this.#writable = true;
    this.#queue.open();
  }

  /** @param {Uint8Array} bytes */
  send(bytes) {
    this.#queue.push(bytes);
  }

  pendingBytes() {
    return this.#queue.pendingBytes;
  }

  halfClose() {
    this.#queue.push("half-close");
  }

  close() {
    this.#closeRequested = "You closed it.";
    if (this.#writable) this.#queue.push("close");
    else this.#socket.close(1000);
  }

  reset() {
    if (!this.#writable) return this.close();
    this.#closeRequested = "You reset it.";
    this.#queue.sendNow("reset");
    this.#queue.clear(); // a reset discards what was not sent
  }

  pause() {
    if (this.#writable) this.#queue.sendNow("pause");
  }

  resume() {
    if (this.#writable) this.#queue.sendNow("resume");
  }

  /** @param {Network} network */
  setNetwork({ latency, buffer }) {
    if (this.#writable) this.#queue.sendNow("network", { latency, buffer });
  }

  vanish() {
    if (!this.#writable) return this.close();
    this.#closeRequested = "It has vanished.";
    this.#queue.sendNow("vanish");
    this.#queue.clear();
  }

  /** @param {ArrayBuffer | string} data */
  #receive(data) {
    if (this.#closed) return;
    this.#timeout?.reset();
    if (typeof data === "string") this.#control(JSON.parse(data));
    else if (!this.#closeRequested) this.#handlers.data(new Uint8Array(data)); // after a close nothing is read
  }

  /** @param {Record<string, any>} frame */
  #control(frame) {
    switch (frame.type) {
      case "opened":
        this.#opened = true;
        this.#handlers.opened({ local: frame.local, remote: frame.remote, tls: frame.tls });
        break;
      case "eof":
        this.#handlers.eof();
        break;
      case "closed":
        this.#finish({ reason: frame.reason, detail: frame.detail ?? "" });
        break;
      case "beat":
        break;
      default:
        console.warn("unknown control message", frame);
    }
  }

  /**
   * @param {{ reason: string }} close
   * @returns {Closed}
   */
  #explain(close) {
    if (this.#closeRequested) return { reason: "page", detail: this.#closeRequested };
    if (close.reason) return { reason: "error", detail: close.reason };
    return {
      reason: "error",
      detail: this.#opened ? this.#closeTexts.lost : this.#closeTexts.unreached,
    };
  }

  /** @param {Closed} closed */
  #finish(closed) {
    if (this.#closed) return;
    this.#closed = true;
    this.#timeout?.stop();
    this.#queue.clear();
    this.#socket.close();
    this.#handlers.closed(closed);
  }
}
