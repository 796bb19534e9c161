// What a lab in the tab has in place of a WebSocket: the same frames, carried
// as messages to and from the worker.

/** @typedef {import("../connection.js").Socket} Socket */

/** @implements {Socket} */
export class Pipe {
  /** Bytes that the lab has not taken yet. */
  bufferedAmount = 0;
  binaryType = "arraybuffer";
  /** @type {Socket["onmessage"]} */
  onmessage = null;
  /** @type {Socket["onclose"]} */
  onclose = null;
  #client;
  #post;
  #leave;
  #over = false;

  /**
   * @param {number} client
   * @param {(message: object, transfer?: Transferable[]) => void} post to the worker
   * @param {() => void} leave called once, when it is over
   */
  constructor(client, post, leave) {
    this.#client = client;
    this.#post = post;
    this.#leave = leave;
    post({ type: "open", client });
  }

  /** @param {string | Uint8Array<ArrayBuffer>} data */
  send(data) {
    if (this.#over) return;
    const message = { type: "frame", client: this.#client };
    if (typeof data === "string") {
      this.#post({ ...message, data });
      return;
    }
    this.bufferedAmount += data.length;
    const copy = data.slice().buffer; // a transferred buffer is gone for the page
    this.#post({ ...message, data: copy }, [copy]);
  }

  close() {
    if (this.#over) return;
    this.#post({ type: "gone", client: this.#client });
    this.#over = true;
    this.#leave();
    // Like a WebSocket's: not while whoever closes it is still at it.
    queueMicrotask(() => this.onclose?.({ reason: "" }));
  }

  /** @param {string | ArrayBuffer} data from the lab */
  receive(data) {
    if (this.#over) return;
    if (typeof data !== "string") {
      this.#post({ type: "got", client: this.#client, bytes: data.byteLength });
    }
    this.onmessage?.({ data });
  }

  /** @param {number} bytes */
  taken(bytes) {
    this.bufferedAmount -= bytes;
  }
}
