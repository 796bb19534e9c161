// One client of a lab: a connection at a time, and what was said over all of them.

import { Emitter } from "./emitter.js";
import { Pace } from "./pace.js";
import { Transcript } from "./transcript.js";

/**
 * @typedef {import("../transport/transport.js").Connection} Connection
 * @typedef {import("../transport/transport.js").ConnectionHandlers} ConnectionHandlers
 * @typedef {import("../transport/transport.js").Opened} Opened
 * @typedef {import("../transport/transport.js").Closed} Closed
 * @typedef {import("../conversation/inbox.js").Inbox} Inbox
 * @typedef {"new" | "connecting" | "open" | "ended"} Phase
 * @typedef {{ change: Client, rows: Client, opened: Client, received: Uint8Array, job: Client,
 *   outcome: string }} ClientEvents
 * @typedef {{ what: string, all: number, done: number, end: AbortController }} Job
 *   something that takes its time; what: of which it does so many
 */

/** Why a connection ended, where the bridge's one word needs a sentence. */
const REASONS = /** @type {Record<string, string>} */ ({
  eof: "Both sides said they were done.",
  reset: "The connection was reset: bytes on the way are lost.",
  timeout: "It took too long.",
  refused: "Nobody listens at that address.",
  "lab-stopped": "The server was stopped.",
  idle: "Nothing happened on it for too long.",
  error: "Something went wrong on the way.",
});

const ENDED = /** @type {Record<string, string>} */ ({
  reset: "reset",
  refused: "refused",
  timeout: "timed out",
  "lab-stopped": "server stopped",
  error: "lost",
});

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
  facts = null;
  /** @type {Closed | null} */
  closed = null;
  /** @type {Inbox | null} what a running conversation reads from */
  inbox = null;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {Job | null} what it does just now */
  job = null;
  #ending = false; // of its own will, and its transcript says so
  #pace = new Pace({
    deliver: (bytes) => this.#received(bytes),
    pause: () => this.#connection?.pause(),
    resume: () => this.#connection?.resume(),
  });
  #cut = false; // by its own reset
  #connect;

  /**
   * @param {number} index counts from 0 and decides letter and colour
   * @param {(handlers: ConnectionHandlers) => Connection} connect
   */
  constructor(index, connect) {
    this.index = index;
    this.letter = letterFor(index);
    this.#connect = connect;
  }

  /** Bytes a second that it reads at most; 0 for as fast as they come. */
  get rate() {
    return this.#pace.rate;
  }

  /** Bytes handed over that have not left the page yet. */
  get unsent() {
    return this.#connection?.unsent() ?? 0;
  }

  get live() {
    return this.phase === "connecting" || this.phase === "open";
  }

  /** What is sent while it still connects goes as soon as it is open. */
  get canSend() {
    return this.live && !this.halfClosed;
  }

  /** The state in a word or two, for people. */
  get word() {
    if (this.phase === "new") return "not connected";
    if (this.phase === "connecting") return "connecting";
    if (this.phase === "ended") return ENDED[this.closed?.reason ?? ""] ?? "closed";
    if (this.paused) return "open, not reading";
    if (this.rate > 0) return `slow, ${this.rate.toLocaleString("en")} B/s`;
    if (this.halfClosed) return "half-closed";
    return this.eof ? "server done" : "open";
  }

  /** @param {Inbox | null} [inbox] */
  open(inbox = null) {
    if (this.live) throw new Error(`client ${this.letter} is still open`);
    this.transcript.newConnection();
    this.phase = "connecting";
    this.paused = this.halfClosed = this.eof = this.#ending = this.#cut = false;
    this.facts = this.closed = null;
    this.#pace.drop();
    this.inbox = inbox;
    this.#connection = this.#connect(this.#handlers());
    this.#changed();
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
    this.#ending = true;
    this.#connection?.close();
    this.#mark("out", "close", "both ways");
    this.#pace.drop();
  }

  /** What was on its way is lost, here too: nothing after this counts as received. */
  reset() {
    this.stopJob();
    this.#ending = this.#cut = true;
    this.#connection?.reset();
    this.#mark("out", "reset", "RST");
    this.#pace.drop();
  }

  pause() {
    this.#pace.freeze();
    this.#connection?.pause();
    this.paused = true;
    this.#mark("note", "reading paused", "what the server sends waits in its socket");
  }

  resume() {
    this.paused = false;
    this.#pace.freeze();
    this.#mark("note", "reading again");
    this.#pace.release();
    this.#connection?.resume();
  }

  /** @param {number} rate bytes a second */
  readSlowly(rate) {
    this.paused = false;
    this.#pace.slowTo(rate);
    this.#mark("note", `reading ${rate.toLocaleString("en")} bytes a second`, "pausing in between");
  }

  /**
   * Does something that takes its time; whatever it did before is stopped.
   * @param {{ what: string, all: number }} job
   * @param {(step: (more: number) => void, signal: AbortSignal) => Promise<void>} task
   */
  async work({ what, all }, task) {
    this.stopJob();
    const job = { what, all, done: 0, end: new AbortController() };
    this.job = job;
    this.events.emit("job", this);
    const step = (/** @type {number} */ more) => {
      job.done += more;
      this.events.emit("job", this);
    };
    try {
      await task(step, job.end.signal);
      this.#report(job, "");
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#report(
        job,
        job.end.signal.aborted ? ", then it was stopped" : `, then it failed: ${why}`,
      );
    } finally {
      if (this.job === job) this.job = null;
      this.events.emit("job", this);
    }
  }

  stopJob() {
    this.job?.end.abort();
  }

  /**
   * @param {Job} job
   * @param {string} rest
   */
  #report({ what, done, all }, rest) {
    const count = (/** @type {number} */ n) => n.toLocaleString("en");
    const many = done === all ? count(done) : `${count(done)} of ${count(all)}`;
    const outcome = `${many} ${what}${rest}`;
    this.#mark("note", outcome);
    this.events.emit("outcome", outcome);
  }

  /** @returns {ConnectionHandlers} */
  #handlers() {
    return {
      opened: (facts) => {
        this.phase = "open";
        this.facts = facts;
        this.events.emit("opened", this);
        this.#changed();
      },
      data: (bytes) => {
        if (!this.#cut) this.#pace.take(bytes);
      },
      eof: () => this.#pace.after(() => this.#endOfStream()),
      closed: (closed) => {
        if (closed.reason === "reset") this.#pace.drop();
        this.#pace.after(() => this.#end(closed));
      },
    };
  }

  /** @param {Uint8Array} bytes */
  #received(bytes) {
    this.transcript.bytes("received", bytes);
    this.inbox?.push(bytes);
    this.events.emit("rows", this);
    this.events.emit("received", bytes);
  }

  #endOfStream() {
    if (this.#cut) return;
    this.eof = true;
    this.inbox?.endOfStream();
    this.#mark("in", "closed by server", "EOF");
  }

  /** @param {Closed} closed */
  #end(closed) {
    const detail = closed.detail || REASONS[closed.reason] || closed.reason;
    this.stopJob();
    this.#pace.freeze();
    this.paused = false;
    this.phase = "ended";
    this.closed = { reason: closed.reason, detail };
    this.#connection = null;
    if (this.#ending && (closed.reason === "page" || closed.reason === "reset")) this.#changed();
    else this.#mark(closed.reason === "reset" ? "in" : "note", this.word, detail);
    this.inbox?.close(this.closed);
    this.inbox = null;
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

/** @param {number} index */
export function letterFor(index) {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : letter + String(Math.floor(index / 26) + 1);
}
