// One client's WebSocket to the bridge: binary frames are the bytes, text
// frames are control (docs: the wire contract). However it ends, the reason is
// told in words and exactly once.

import { Outbox } from "./outbox.js";
import { Watchdog } from "./watchdog.js";

/**
 * @typedef {import("./transport.js").ConnectionHandlers} ConnectionHandlers
 * @typedef {import("./transport.js").Closed} Closed
 */

export const SUBPROTOCOL = "socketschool.bridge.v1";

const LOST = "The connection to the playground was lost.";
const SILENT = "Nothing has come from the playground for 50 seconds: the connection is dead.";
const CUT_SHORT = "The playground was not reached. Is it still running in its terminal?";

export class HostConnection {
  #socket;
  #outbox;
  #handlers;
  #watchdog;
  #opened = false;
  #asked = ""; // what the learner did to end it
  #over = false;

  /**
   * @param {WebSocket} socket
   * @param {ConnectionHandlers} handlers
   */
  constructor(socket, handlers) {
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#handlers = handlers;
    this.#outbox = new Outbox(socket);
    this.#watchdog = new Watchdog(() => this.#finish({ reason: "error", detail: SILENT }));
    socket.onmessage = (message) => this.#receive(message.data);
    socket.onclose = (close) => this.#finish(this.#explain(close));
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
    if (this.#opened) this.#outbox.push("close");
    else this.#socket.close(1000);
  }

  reset() {
    if (!this.#opened) return this.close();
    this.#asked = "You reset it.";
    this.#outbox.urgent("reset");
    this.#outbox.drop(); // a reset throws away what was not sent
  }

  pause() {
    if (this.#opened) this.#outbox.urgent("pause");
  }

  resume() {
    if (this.#opened) this.#outbox.urgent("resume");
  }

  /** @param {ArrayBuffer | string} data */
  #receive(data) {
    if (this.#over) return;
    this.#watchdog.alive();
    if (typeof data === "string") this.#control(JSON.parse(data));
    else this.#handlers.data(new Uint8Array(data));
  }

  /** @param {Record<string, any>} frame */
  #control(frame) {
    switch (frame.type) {
      case "opened":
        this.#opened = true;
        this.#handlers.opened({ local: frame.local, remote: frame.remote, tls: frame.tls });
        this.#outbox.open();
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
        console.warn("the bridge sent a control frame this page does not know", frame);
    }
  }

  /**
   * @param {CloseEvent} close
   * @returns {Closed}
   */
  #explain(close) {
    if (this.#asked) return { reason: "page", detail: this.#asked };
    if (close.reason) return { reason: "error", detail: close.reason };
    return { reason: "error", detail: this.#opened ? LOST : CUT_SHORT };
  }

  /** @param {Closed} closed */
  #finish(closed) {
    if (this.#over) return;
    this.#over = true;
    this.#watchdog.stop();
    this.#outbox.drop();
    this.#socket.close();
    this.#handlers.closed(closed);
  }
}
