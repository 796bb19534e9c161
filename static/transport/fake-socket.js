// A WebSocket for tests. It records what the page sends; a test calls what the other
// side does.

export class FakeSocket {
  /** @type {(string | Uint8Array)[]} */
  sent = [];
  readyState = 0;
  bufferedAmount = 0;
  /** @type {number | undefined} */
  closedWith;
  closes = 0;
  binaryType = "";
  /** @type {((event?: any) => void) | null} */
  onopen = null;
  /** @type {((event: any) => void) | null} */
  onmessage = null;
  /** @type {((event: any) => void) | null} */
  onclose = null;

  /** @param {string | Uint8Array} data */
  send(data) {
    this.sent.push(data);
  }

  /** @param {number} [code] */
  close(code) {
    this.closes++;
    this.closedWith ??= code;
  }

  /** Takes frames from now on. */
  open() {
    this.readyState = 1;
    this.onopen?.();
  }

  /** @param {object} frame */
  control(frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** @param {Uint8Array} bytes */
  bytes(bytes) {
    this.onmessage?.({ data: bytes.slice().buffer });
  }

  /** The other side closes it. */
  end(code = 1006, reason = "") {
    this.onclose?.({ code, reason });
  }

  /** What was sent: lengths of binary frames, types of control messages. */
  get frames() {
    return this.sent.map((data) =>
      typeof data === "string" ? JSON.parse(data).type : data.length,
    );
  }
}
