// A lab that runs in a worker of this page: the messages of the two, and the
// worker's end. However that comes about, the page is told as by a lab on the
// host: a last event, `closed` to every client, and then nothing.

import { FramedConnection } from "../connection.js";
import { Problem } from "../transport.js";
import { EventLog } from "./event-log.js";
import { broke, exited, stuck } from "./faults.js";
import { Heartbeat } from "./heartbeat.js";
import { Pipe } from "./pipe.js";

/**
 * @typedef {import("../transport.js").Lab} Lab
 * @typedef {import("../transport.js").LabFacts} LabFacts
 * @typedef {import("../transport.js").ConnectionHandlers} ConnectionHandlers
 * @typedef {import("../transport.js").EventHandlers} EventHandlers
 * @typedef {import("../transport.js").Snapshot} Snapshot
 * @typedef {import("./faults.js").Fault} Fault
 * @typedef {Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">} LabWorker
 */

const PATIENCE = 2000; // ms that a server has to end in order

/** Of the 2,048 events that may be on their way, so many are seen at a time. */
const SEEN_AT_ONCE = 256;

const STOPPED = "The lab was stopped.";

/** @type {import("../connection.js").Ends} the lab's own words come before these */
const ENDS = { lost: "The lab has ended.", unreached: "The lab has ended." };

/**
 * Of these a server that never waits sends a few at most: all but the last come only of messages
 * from the page, and its memory grows no further than it may.
 */
const ANSWERS = new Set(["frame", "taken", "answer", "pong", "memory"]);

/** @implements {Lab} */
export class TabLab {
  /** @type {LabWorker | null} */
  #worker;
  #again;
  #events = new EventLog();
  #seen = 0; // number of the last event of which the program knows that it is seen
  #heart;
  /** @type {Map<number, Pipe>} */
  #pipes = new Map();
  #clients = 0; // so many there have been
  #memory = 0; // bytes that the program has
  /** @type {Map<number, { resolve: (snapshot: Snapshot) => void, reject: (why: Problem) => void }>} */
  #asked = new Map();
  #questions = 0;
  /** @type {Promise<void> | null} */
  #stopping = null;
  /** @type {() => void} */
  #ended = () => {};

  /**
   * @param {LabWorker} worker whose server listens
   * @param {LabFacts} facts
   * @param {() => Promise<Lab>} again starts another
   */
  constructor(worker, facts, again) {
    this.facts = facts;
    this.#worker = worker;
    this.#again = again;
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = (event) => this.#fail(broke({ message: event.message }));
    this.#heart = new Heartbeat(
      () => this.#post({ type: "ping" }),
      (how) => this.#fail(stuck(how, this.#memory)),
    );
  }

  /** In order if it can, and in any case. */
  stop() {
    this.#stopping ??= this.#worker ? this.#stop() : Promise.resolve();
    return this.#stopping;
  }

  async restart() {
    await this.stop();
    return this.#again();
  }

  /** @param {ConnectionHandlers} handlers */
  connect(handlers) {
    const client = ++this.#clients;
    const pipe = new Pipe(
      client,
      (message, transfer) => this.#post(message, transfer),
      () => this.#pipes.delete(client),
    );
    this.#pipes.set(client, pipe);
    const connection = new FramedConnection(pipe, handlers, ENDS);
    if (!this.#worker) queueMicrotask(() => pipe.receive(closed(STOPPED)));
    return connection;
  }

  /**
   * @param {number} after
   * @param {EventHandlers} handlers
   */
  events(after, handlers) {
    return this.#events.listen(after, handlers);
  }

  /** @returns {Promise<Snapshot>} */
  connections() {
    return new Promise((resolve, reject) => {
      if (!this.#worker) return reject(gone());
      const id = ++this.#questions;
      this.#asked.set(id, { resolve, reject });
      this.#post({ type: "ask", id, what: "connections" });
    });
  }

  async #stop() {
    this.#heart.stop();
    this.#post({ type: "stop" });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    await new Promise((resolve) => {
      this.#ended = () => resolve(undefined);
      timer = setTimeout(resolve, PATIENCE);
    });
    clearTimeout(timer);
    this.#end({ state: "stopped" });
  }

  /**
   * @param {object} message
   * @param {Transferable[]} [transfer]
   */
  #post(message, transfer = []) {
    this.#worker?.postMessage(message, transfer);
  }

  /** @param {Record<string, any>} message */
  #receive(message) {
    if (ANSWERS.has(message.type)) this.#heart.pong();
    switch (message.type) {
      case "frame":
        return this.#pipes.get(message.client)?.receive(message.data);
      case "taken":
        return this.#pipes.get(message.client)?.taken(message.bytes);
      case "events":
        return this.#heard(JSON.parse(message.data));
      case "answer":
        return this.#answered(message.id, JSON.parse(message.body));
      case "pong":
        return;
      case "memory":
        this.#memory = message.bytes;
        return;
      case "beat":
        return this.#heart.beat();
      case "exit":
        return this.#fail(exited({ code: message.code, stderr: message.stderr }));
      case "broken":
        return this.#fail(broke({ message: message.message, stderr: message.stderr }));
      default:
        console.warn("a message that this page does not know", message);
    }
  }

  /** @param {{ events: import("../transport.js").LabEvent[], skipped: number }} frame */
  #heard({ events, skipped }) {
    this.#events.add(events, skipped);
    this.#see();
    // A server that failed has left its program behind.
    const last = events.at(-1);
    if (last?.kind !== "failed") return;
    this.#over("failed", last.error);
    this.stop();
  }

  /** Every message wakes the program, and this one it has time for. */
  #see() {
    const { last } = this.#events;
    if (last - this.#seen < SEEN_AT_ONCE) return;
    this.#seen = last;
    this.#post({ type: "seen", seq: last });
  }

  /**
   * @param {number} id
   * @param {Snapshot} snapshot
   */
  #answered(id, snapshot) {
    this.#asked.get(id)?.resolve(snapshot);
    this.#asked.delete(id);
  }

  /**
   * The program is over. While it is being stopped, that is as it should be.
   * @param {Fault} fault
   */
  #fail(fault) {
    if (this.#stopping) this.#ended();
    else this.#end({ state: "failed", ...fault });
  }

  /**
   * How it ended first is how it ended.
   * @param {"stopped" | "failed"} state
   * @param {string} [error]
   */
  #over(state, error) {
    if (this.facts.state === "listening") this.facts = { ...this.facts, state, error };
  }

  /** @param {{ state: "stopped" | "failed" } & Partial<Fault>} end */
  #end({ state, error, source }) {
    if (!this.#worker) return;
    this.#heart.stop();
    this.#worker.onmessage = this.#worker.onerror = null;
    this.#worker.terminate();
    this.#worker = null;
    this.#over(state, error);
    if (!this.#events.over) {
      const event = { seq: this.#events.last + 1, at: new Date().toISOString(), kind: state };
      this.#events.add([{ ...event, error, source }], 0);
    }
    const why = this.facts.error ? `The server failed. ${this.facts.error}` : STOPPED;
    for (const pipe of [...this.#pipes.values()]) pipe.receive(closed(why));
    for (const { reject } of this.#asked.values()) reject(gone());
    this.#asked.clear();
    this.#events.end(this.facts);
  }
}

/** @param {string} detail */
function closed(detail) {
  return JSON.stringify({ type: "closed", reason: "lab-stopped", detail });
}

function gone() {
  return new Problem("missing", "This lab has ended.", "Start it again.");
}
