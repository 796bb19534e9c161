// What a lab in the tab has in place of a WebSocket: the same frames, carried
// as messages to and from the worker.

/** @typedef {import("../connection.js").Socket} Socket */

/** Of the 256 KiB that may be on their way to the page, so many are acknowledged at a time. */
const GOT_AT_ONCE = 32 * 1024;

/** @implements {Socket} */
export class Pipe {
  readyState = 1; // the worker keeps what comes before the connection
  /** Bytes that the lab has not taken yet. */
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
  #leave;
  #over = false;
  #got = 0; // bytes of which the lab does not know yet that they have come

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
    if (typeof data !== "string") this.#acknowledge(data.byteLength);
    this.onmessage?.({ data });
  }

  /** @param {number} bytes */
  #acknowledge(bytes) {
    this.#got += bytes;
    if (this.#got < GOT_AT_ONCE) return;
    this.#post({ type: "got", client: this.#client, bytes: this.#got });
    this.#got = 0;
  }

  /** @param {number} bytes */
  taken(bytes) {
    this.bufferedAmount -= bytes;
  }
}
