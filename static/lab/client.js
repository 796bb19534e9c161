// One client of a lab: one connection at a time, and the transcript of all of them.

import { Emitter } from "../core/emitter.js";
import { Job } from "./job.js";
import { RateLimiter } from "./rate-limiter.js";
import { Transcript } from "./transcript.js";

/**
 * @import { ReceiveBuffer } from "../conversation/receive-buffer.js"
 * @import { Closed, Connection, ConnectionHandlers, ConnectOptions, Network, Opened } from "../transport/transport.js"
 * @import { Progress } from "./job.js"
 *
 * @typedef {"new" | "connecting" | "open" | "ended"} Phase
 * @typedef {{ change: Client, rows: Client, opened: Client, received: Uint8Array, job: Client,
 *   outcome: string }} ClientEvents
 *   change: of the state; rows: of the transcript; outcome: of a job, for learners
 */

/** Texts for a close without a detail, by reason. */
const CLOSE_TEXTS = /** @type {Record<string, string>} */ ({
  eof: "Both sides said they were done.",
  reset: "The connection was reset: bytes on the way are lost.",
  timeout: "It took too long.",
  refused: "Nobody listens at that address.",
  "lab-stopped": "The server was stopped.",
  idle: "Nothing happened on it for too long.",
  error: "Something went wrong on the way.",
});

/** Reasons of an end that the client has brought about itself. */
const OWN_ENDS = new Set(["page", "reset", "vanished"]);

/** Labels of a client that has ended, by reason. */
const END_LABELS = /** @type {Record<string, string>} */ ({
  reset: "reset",
  refused: "refused",
  timeout: "timed out",
  "lab-stopped": "server stopped",
  vanished: "vanished",
  error: "lost",
});

/** @type {Network} the one without a change */
const USUAL_NETWORK = { latency: 0, buffer: 0 };

export class Client {
  /** @type {Emitter<ClientEvents>} */
  events = new Emitter();
  transcript = new Transcript();
  /** @type {Phase} */
  phase = "new";
  paused = false;
  halfClosed = false;
  eof = false;
  /** @type {Opened | null} */
  info = null;
  /** @type {Closed | null} */
  closed = null;
  /** @type {ReceiveBuffer | null} of the script that drives it */
  buffer = null;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {Job | null} the one that runs */
  job = null;
  /** Between it and the server. */
  network = USUAL_NETWORK;
  #closing = false; // by a close or the like of its own, which is in the transcript
  #limiter = new RateLimiter({
    deliver: (bytes) => this.#received(bytes),
    pause: () => this.#connection?.pause(),
    resume: () => this.#connection?.resume(),
  });
  #aborted = false; // by a reset of its own, or since it has vanished
  /** @type {ConnectOptions} of the newest connection */
  #options = {};
  #connect;

  /**
   * @param {number} index counts from 0 and decides the colour
   * @param {(handlers: ConnectionHandlers, options: ConnectOptions) => Connection} connect
   * @param {string} [letter] unique on the page
   */
  constructor(index, connect, letter = letterFor(index)) {
    this.index = index;
    this.letter = letter;
    this.#connect = connect;
  }

  /** How many bytes a second it reads at most, 0 without a limit. */
  get rate() {
    return this.#limiter.rate;
  }

  /** How many bytes have been sent and have not left the page yet. */
  get pendingBytes() {
    return this.#connection?.pendingBytes() ?? 0;
  }

  get live() {
    return this.phase === "connecting" || this.phase === "open";
  }

  /** Also while it connects: what is sent then goes when it is open. */
  get canSend() {
    return this.live && !this.halfClosed;
  }

  /** Its state, for learners. */
  get label() {
    if (this.phase === "new") return "not connected";
    if (this.phase === "connecting") return "connecting";
    if (this.phase === "ended") return END_LABELS[this.closed?.reason ?? ""] ?? "closed";
    if (this.paused) return "not reading";
    if (this.rate > 0) return `slow, ${this.rate.toLocaleString("en")} B/s`;
    if (this.halfClosed) return "half-closed";
    if (this.eof) return "server done";
    return this.network.latency > 0 ? `${this.network.latency} ms away` : "open";
  }

  /**
   * @param {ReceiveBuffer | null} [buffer] gets what it receives
   * @param {ConnectOptions} [options]
   */
  open(buffer = null, options = {}) {
    if (this.live) throw new Error(`client ${this.letter} is still open`);
    this.transcript.newConnection();
    this.network = USUAL_NETWORK;
    this.phase = "connecting";
    this.paused = this.halfClosed = this.eof = this.#closing = this.#aborted = false;
    this.info = this.closed = null;
    this.#limiter.discard();
    this.buffer = buffer;
    this.#options = options;
    this.#connection = this.#connect(this.#handlers(), options);
    if (options.first) this.transcript.bytes("sent", options.first);
    this.#changed();
  }

  /** Connects again in the same way: a client without TLS stays without. */
  openAgain() {
    const { network } = this;
    this.open(null, this.#options);
    this.network = network;
  }

  /** @param {Uint8Array} bytes */
  send(bytes) {
    this.#connection?.send(bytes);
    this.transcript.bytes("sent", bytes);
    this.events.emit("rows", this);
  }

  halfClose() {
    this.stopJob();
    this.#connection?.halfClose();
    this.halfClosed = true;
    this.#mark("out", "half-close");
  }

  close() {
    this.stopJob();
    this.#closing = true;
    this.#connection?.close();
    this.#mark("out", "close", "both ways");
    this.#limiter.discard();
  }

  /** Discards what was in flight: nothing after it counts as received. */
  reset() {
    this.stopJob();
    this.#closing = this.#aborted = true;
    this.#connection?.reset();
    this.#mark("out", "reset", "RST");
    this.#limiter.discard();
  }

  pause() {
    this.#limiter.hold();
    this.#connection?.pause();
    this.paused = true;
    this.#mark("note", "reading paused", "what the server sends waits in its socket");
  }

  resume() {
    this.paused = false;
    this.#limiter.hold();
    this.#mark("note", "reading again");
    this.#limiter.flush();
    this.#connection?.resume();
  }

  /**
   * Changes the network between it and the server.
   * @param {Partial<Network>} change
   */
  setNetwork(change) {
    this.network = { ...this.network, ...change };
    if (this.phase === "open") this.#connection?.setNetwork(this.network);
    this.#mark("note", "network", networkText(this.network));
  }

  /** Is gone at once, as a computer that loses its power: the server gets no sign of it. */
  vanish() {
    this.stopJob();
    this.#closing = this.#aborted = true;
    this.#connection?.vanish();
    this.#mark("note", "vanished", "without a FIN or an RST");
    this.#limiter.discard();
  }

  /** @param {number} rate bytes a second */
  readSlowly(rate) {
    this.paused = false;
    this.#limiter.setRate(rate);
    this.#mark("note", `reading ${rate.toLocaleString("en")} bytes a second`, "pausing in between");
  }

  /**
   * Runs a job, such as sending a file. A job that runs already is stopped.
   * @param {{ what: string, all: number }} job what: the unit of its progress, for learners
   * @param {(step: Progress, signal: AbortSignal) => Promise<void>} task
   */
  async runJob({ what, all }, task) {
    this.stopJob();
    const job = new Job(what, all, () => this.events.emit("job", this));
    this.job = job;
    this.events.emit("job", this);
    const outcome = await job.run(task);
    this.#mark("note", outcome);
    this.events.emit("outcome", outcome);
    if (this.job === job) this.job = null;
    this.events.emit("job", this);
  }

  stopJob() {
    this.job?.stop();
  }

  /** @returns {ConnectionHandlers} */
  #handlers() {
    return {
      opened: (info) => {
        this.phase = "open";
        this.info = info;
        if (this.network !== USUAL_NETWORK) this.#connection?.setNetwork(this.network);
        this.events.emit("opened", this);
        this.#changed();
      },
      data: (bytes) => {
        if (!this.#aborted) this.#limiter.push(bytes);
      },
      eof: () => this.#limiter.whenDelivered(() => this.#endOfStream()),
      closed: (closed) => {
        if (closed.reason === "reset") this.#limiter.discard();
        this.#limiter.whenDelivered(() => this.#end(closed));
      },
    };
  }

  /** @param {Uint8Array} bytes */
  #received(bytes) {
    this.transcript.bytes("received", bytes);
    this.buffer?.push(bytes);
    this.events.emit("rows", this);
    this.events.emit("received", bytes);
  }

  #endOfStream() {
    if (this.#aborted) return;
    this.eof = true;
    this.buffer?.endOfStream();
    this.#mark("in", "closed by server", "EOF");
  }

  /** @param {Closed} closed */
  #end(closed) {
    const detail = closed.detail || CLOSE_TEXTS[closed.reason] || closed.reason;
    this.stopJob();
    this.#limiter.hold();
    this.paused = false;
    this.phase = "ended";
    this.closed = { reason: closed.reason, detail };
    this.#connection = null;
    if (this.#closing && OWN_ENDS.has(closed.reason)) this.#changed();
    else this.#mark(closed.reason === "reset" ? "in" : "note", this.label, detail);
    this.buffer?.close(this.closed);
    this.buffer = null;
  }

  /**
   * @param {"out" | "in" | "note"} way
   * @param {string} text
   * @param {string} [detail]
   */
  #mark(way, text, detail) {
    this.transcript.mark(way, text, detail);
    this.#changed();
  }

  #changed() {
    this.events.emit("change", this);
    this.events.emit("rows", this);
  }
}

/** @param {Network} network */
function networkText({ latency, buffer }) {
  const parts = [
    latency > 0 ? `${latency.toLocaleString("en")} ms each way` : "",
    buffer > 0 ? `buffers of ${buffer.toLocaleString("en")} bytes` : "",
  ];
  return parts.filter(Boolean).join(", ") || "as usual";
}

/** @param {number} index */
export function letterFor(index) {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : letter + String(Math.floor(index / 26) + 1);
}
