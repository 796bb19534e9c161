// A lab that runs in a worker of this page. It handles the worker's messages and its
// end: as a lab on the host does, it then reports a last event, and closes every client.

import { connectQuery } from "../connect-query.js";
import { FramedConnection } from "../connection.js";
import { Problem } from "../transport.js";
import { exitReport, trapReport, unresponsiveReport } from "./crash-report.js";
import { EventLog } from "./event-log.js";
import { Heartbeat } from "./heartbeat.js";
import { WorkerSocket } from "./worker-socket.js";

/**
 * @import { CloseTexts } from "../connection.js"
 * @import { ConnectionHandlers, ConnectOptions, EventHandlers, GoroutineReport, Lab, LabEvent, LabInfo, Snapshot, TCPStates } from "../transport.js"
 * @import { CrashReport } from "./crash-report.js"
 *
 * @typedef {Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror">} LabWorker
 */

const STOP_TIMEOUT = 2000; // ms for a server to end by itself

/** How many events the page acknowledges at a time, of the 2,048 that may be in flight. */
export const EVENTS_PER_ACK = 256;

/** How many lines are shown of what a program has printed right before its end. */
const MAX_PRINTED_LINES = 100;

const STOPPED = "The lab was stopped.";

/** @type {CloseTexts} rarely used: a lab that ends gives a reason */
const CLOSE_TEXTS = { lost: "The lab has ended.", unreached: "The lab has ended." };

/** Messages that count as a pong. A program that never waits cannot keep sending them. */
const PROOFS_OF_LIFE = new Set(["frame", "written", "reply", "pong", "memory"]);

/** @implements {Lab} */
export class TabLab {
  /** @type {LabWorker | null} */
  #worker;
  #startAgain;
  #events = new EventLog();
  #acked = 0; // number of the last event that was acknowledged
  #heartbeat;
  /** @type {Map<number, WorkerSocket>} */
  #sockets = new Map();
  #clients = 0; // how many there have been
  #memory = 0; // bytes that the program has
  /** @type {Map<number, { resolve: (reply: any) => void, reject: (why: Problem) => void }>} */
  #queries = new Map();
  #lastQuery = 0;
  /** @type {Promise<void> | null} */
  #stopping = null;
  /** @type {() => void} */
  #onStopped = () => {};

  /**
   * @param {LabWorker} worker whose server listens
   * @param {LabInfo} info
   * @param {() => Promise<Lab>} startAgain starts another lab of the same lesson
   */
  constructor(worker, info, startAgain) {
    this.info = info;
    this.#worker = worker;
    this.#startAgain = startAgain;
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = (event) => this.#onExit(trapReport({ message: event.message }));
    this.#heartbeat = new Heartbeat(
      () => this.#post({ type: "ping" }),
      (how) => this.#onExit(unresponsiveReport(how, this.#memory, this.#events.lastSource)),
    );
  }

  /** Asks the server to end, and terminates the worker if it does not. */
  stop() {
    this.#stopping ??= this.#worker ? this.#stop() : Promise.resolve();
    return this.#stopping;
  }

  async restart() {
    await this.stop();
    return this.#startAgain();
  }

  /**
   * @param {ConnectionHandlers} handlers
   * @param {ConnectOptions} [options]
   */
  connect(handlers, { peer, ...options } = {}) {
    const client = ++this.#clients;
    const socket = new WorkerSocket(
      { client, ...connectQuery(options), ...(peer && { peer }) },
      (message, transfer) => this.#post(message, transfer),
      () => this.#sockets.delete(client),
    );
    this.#sockets.set(client, socket);
    const connection = new FramedConnection(socket, handlers, CLOSE_TEXTS);
    if (!this.#worker) queueMicrotask(() => socket.receive(closeMessage(STOPPED)));
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
    return this.#query("connections");
  }

  /** @returns {Promise<TCPStates>} */
  tcp() {
    return this.#query("tcp");
  }

  /** @returns {Promise<GoroutineReport>} */
  goroutines() {
    return this.#query("goroutine report");
  }

  /** Logs where the goroutines of the program wait. */
  async logGoroutines() {
    await this.#query("goroutines");
  }

  async tellToStop() {
    await this.#query("begin-stop");
  }

  /**
   * @param {string} what
   * @returns {Promise<any>} rejects with a Problem where the lab ends
   */
  #query(what) {
    return new Promise((resolve, reject) => {
      if (!this.#worker) return reject(endedProblem());
      const id = ++this.#lastQuery;
      this.#queries.set(id, { resolve, reject });
      this.#post({ type: "query", id, what });
    });
  }

  async #stop() {
    this.#heartbeat.stop();
    this.#post({ type: "stop" });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    await new Promise((resolve) => {
      this.#onStopped = () => resolve(undefined);
      timer = setTimeout(resolve, STOP_TIMEOUT);
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
    if (PROOFS_OF_LIFE.has(message.type)) this.#heartbeat.pong();
    switch (message.type) {
      case "frame":
        return this.#sockets.get(message.client)?.receive(message.data);
      case "written":
        return this.#sockets.get(message.client)?.written(message.bytes);
      case "events":
        return this.#onEvents(JSON.parse(message.data));
      case "reply":
        return this.#onReply(message.id, JSON.parse(message.body));
      case "pong":
        return;
      case "memory":
        this.#memory = message.bytes;
        return;
      case "beat":
        return this.#heartbeat.beat();
      case "exit":
        this.#addPrinted(message.printed);
        return this.#onExit(exitReport(/** @type {any} */ (message)));
      case "crashed":
        this.#addPrinted(message.printed);
        return this.#onExit(trapReport(/** @type {any} */ (message)));
      default:
        console.warn("unknown message of the worker", message);
    }
  }

  /** @param {{ events: LabEvent[], skipped: number }} frame */
  #onEvents({ events, skipped }) {
    this.#events.add(events, skipped);
    this.#ackEvents();
    // The program of a server that has failed still runs.
    const last = events.at(-1);
    if (last?.kind !== "failed") return;
    this.#setEnded("failed", last.error);
    this.stop();
  }

  /** Acknowledges events in groups, since each message wakes the program. */
  #ackEvents() {
    const { last } = this.#events;
    if (last - this.#acked < EVENTS_PER_ACK) return;
    this.#acked = last;
    this.#post({ type: "ackEvents", seq: last });
  }

  /**
   * Adds what the program has printed right before its end, and could not report any more.
   * @param {string} [text]
   */
  #addPrinted(text) {
    if (!text || this.#events.over) return;
    const at = new Date().toISOString();
    const lines = text.replace(/\n$/, "").split("\n").slice(-MAX_PRINTED_LINES);
    const first = this.#events.last + 1;
    this.#events.add(
      lines.map((message, i) => ({ seq: first + i, at, kind: "log", message })),
      0,
    );
  }

  /**
   * @param {number} id
   * @param {unknown} reply
   */
  #onReply(id, reply) {
    this.#queries.get(id)?.resolve(reply);
    this.#queries.delete(id);
  }

  /**
   * The program has ended. Unless it is being stopped, that is a failure.
   * @param {CrashReport} report
   */
  #onExit(report) {
    if (this.#stopping) this.#onStopped();
    else this.#end({ state: "failed", ...report });
  }

  /**
   * Sets the final state, unless it is set already.
   * @param {"stopped" | "failed"} state
   * @param {string} [error]
   */
  #setEnded(state, error) {
    if (this.info.state === "listening") this.info = { ...this.info, state, error };
  }

  /** @param {{ state: "stopped" | "failed" } & Partial<CrashReport>} end */
  #end({ state, error, source }) {
    if (!this.#worker) return;
    this.#heartbeat.stop();
    this.#worker.onmessage = this.#worker.onerror = null;
    this.#worker.terminate();
    this.#worker = null;
    this.#setEnded(state, error);
    if (!this.#events.over) {
      const event = { seq: this.#events.last + 1, at: new Date().toISOString(), kind: state };
      this.#events.add([{ ...event, error, source }], 0);
    }
    const reason = this.info.error ? `The server failed. ${this.info.error}` : STOPPED;
    for (const socket of [...this.#sockets.values()]) socket.receive(closeMessage(reason));
    for (const { reject } of this.#queries.values()) reject(endedProblem());
    this.#queries.clear();
    this.#events.end(this.info);
  }
}

/** @param {string} detail */
function closeMessage(detail) {
  return JSON.stringify({ type: "closed", reason: "lab-stopped", detail });
}

function endedProblem() {
  return new Problem("missing", "This lab has ended.", "Start it again.");
}
