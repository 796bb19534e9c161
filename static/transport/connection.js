// One client's way to a lab: binary frames are the bytes, text frames are
// control (docs: the wire contract). It is a WebSocket to the bridge, or what a
// lab in the tab has in its place. However it ends, the reason is told in words
// and exactly once.

import { Outbox } from "./outbox.js";
import { Silence } from "./silence.js";

/**
 * @typedef {import("./transport.js").ConnectionHandlers} ConnectionHandlers
 * @typedef {import("./transport.js").Closed} Closed
 *
 * The part of a WebSocket that is needed.
 * @typedef {object} Socket
 * @property {number} readyState 1 once it carries frames, which is before it is opened
 * @property {number} bufferedAmount
 * @property {string} binaryType
 * @property {(data: string | Uint8Array<ArrayBuffer>) => void} send
 * @property {(code?: number) => void} close
 * @property {((event: any) => void) | null} onopen where readyState is not 1 from the start
 * @property {((message: any) => void) | null} onmessage with data
 * @property {((close: any) => void) | null} onclose with reason
 *
 * How it ends where the other side does not say.
 * @typedef {object} Ends
 * @property {string} lost it was open
 * @property {string} unreached it never was
 * @property {string} [silent] nothing came for so long that it must be dead; absent where
 *   silence means nothing
 */

const CARRIES = 1; // WebSocket.OPEN

export class FramedConnection {
  #socket;
  #outbox;
  #handlers;
  #ends;
  /** @type {Silence | null} */
  #silence = null;
  #carries = false; // the socket takes frames
  #opened = false;
  #asked = ""; // what the learner did to end it
  #over = false;

  /**
   * @param {Socket} socket
   * @param {ConnectionHandlers} handlers
   * @param {Ends} ends
   */
  constructor(socket, handlers, ends) {
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#handlers = handlers;
    this.#ends = ends;
    this.#outbox = new Outbox(socket);
    const { silent } = ends;
    if (silent)
      this.#silence = new Silence(() => this.#finish({ reason: "error", detail: silent }));
    socket.onmessage = (message) => this.#receive(message.data);
    socket.onclose = (close) => this.#finish(this.#explain(close));
    if (socket.readyState === CARRIES) this.#carry();
    else socket.onopen = () => this.#carry();
  }

  /** What is sent before the server has been reached waits on the other side. */
  #carry() {
    this.#carries = true;
    this.#outbox.open();
  }

  /** @param {Uint8Array} bytes */
  send(bytes) {
    this.#outbox.push(bytes);
  }

  unsent() {
    return this.#outbox.unsent;
  }

  halfClose() {
    this.#outbox.push("half-close");
  }

  close() {
    this.#asked = "You closed it.";
    if (this.#carries) this.#outbox.push("close");
    else this.#socket.close(1000);
  }

  reset() {
    if (!this.#carries) return this.close();
    this.#asked = "You reset it.";
    this.#outbox.urgent("reset");
    this.#outbox.drop(); // a reset throws away what was not sent
  }

  pause() {
    if (this.#carries) this.#outbox.urgent("pause");
  }

  resume() {
    if (this.#carries) this.#outbox.urgent("resume");
  }

  /** @param {ArrayBuffer | string} data */
  #receive(data) {
    if (this.#over) return;
    this.#silence?.alive();
    if (typeof data === "string") this.#control(JSON.parse(data));
    else if (!this.#asked) this.#handlers.data(new Uint8Array(data)); // a closed end reads no more
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
        console.warn("a control frame that this page does not know", frame);
    }
  }

  /**
   * @param {{ reason: string }} close
   * @returns {Closed}
   */
  #explain(close) {
    if (this.#asked) return { reason: "page", detail: this.#asked };
    if (close.reason) return { reason: "error", detail: close.reason };
    return { reason: "error", detail: this.#opened ? this.#ends.lost : this.#ends.unreached };
  }

  /** @param {Closed} closed */
  #finish(closed) {
    if (this.#over) return;
    this.#over = true;
    this.#silence?.stop();
    this.#outbox.drop();
    this.#socket.close();
    this.#handlers.closed(closed);
  }
}
