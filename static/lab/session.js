// A lesson's lab as the page holds it: its state, its clients and its events.
// Components listen to it and draw; it knows no DOM. The lab's id is stored, so
// that a page finds its lab after a reload.

import { Emitter } from "../core/emitter.js";
import { Problem } from "../transport/transport.js";
import { Attempts, asProblem } from "./attempts.js";
import { ClientList } from "./client-list.js";
import { EventHistory } from "./event-history.js";
import { LabQuestions } from "./lab-questions.js";
import { StoredLabs } from "./stored-labs.js";
import { VersionSwitch } from "./version-switch.js";

/**
 * @import { ConnectionHandlers, ConnectOptions, Lab, LabEvent, LabInfo, Transport } from "../transport/transport.js"
 * @import { Client } from "./client.js"
 * @import { LogEntry } from "./record-store.js"
 * @import { IdStorage, StoredVersion } from "./stored-labs.js"
 * @import { Version } from "../transport/transport.js"
 *
 * @typedef {"none" | "starting" | "finding" | "listening" | "stopping" | "stopped" | "failed" | "gone"} State
 *   none: no run yet; finding: resuming the lab from before a reload; gone: the playground
 *   does not know the lab any more
 * @typedef {{ events: LabEvent[], skipped: number, entries: LogEntry[] }} Batch
 *   events that the history has just stored; skipped: how many are missing before them;
 *   entries: the lines of the log among them
 * @typedef {{ done: number, total: number }} Progress bytes of what a start has to fetch first
 * @typedef {{ change: null, clients: null, peers: null, run: LogEntry, progress: null,
 *   batch: Batch, moved: null }} SessionEvents moved: a start goes on elsewhere, by itself
 *
 * What shows a run needs of its session: the run may be one of another page. heldAt: its time
 * stands still at that one, in ms since 1970.
 * @typedef {Pick<LabSession, "events" | "history" | "state" | "link" | "info" | "version" | "lesson"
 *   | "connections" | "canLogGoroutines" | "logGoroutines"> & {
 *   labTransport: Pick<Transport, "limitations">,
 *   clientByPeer: (address: string | undefined) => { letter: string, index: number } | null,
 *   nameOfPeer: (address: string | undefined) => string,
 *   heldAt?: number | null,
 * }} RunSession
 */

export class LabSession {
  /** @type {Emitter<SessionEvents>} */
  events = new Emitter();
  /** The events of the lab; those of a run before are replaced when another begins. */
  history = new EventHistory();
  /** @type {State} */
  state = "none";
  /** @type {Problem | null} why the last attempt failed */
  problem = null;
  /** @type {"live" | "reconnecting"} */
  link = "live";
  /** @type {Progress | null} */
  progress = null;
  /** @type {readonly Transport[]} */
  transports;
  /** Whether a start that finds no room goes on with another transport by itself. */
  movesWhenFull = false;
  /** @type {Transport} the one that the learner has chosen */
  #transport;
  /** @type {Transport} the one of #lab */
  #labTransport;
  /** @type {Version | null} what the lab runs, or ran last; null for the lesson's version */
  version = null;
  /** @type {Version | null} the learner's own version that this page ran last */
  ownVersion = null;
  /** @type {StoredVersion | null} what the lab ran that ended with the page before a reload */
  lostVersion = null;
  /** @type {Lab | null} */
  #lab = null;
  /** @type {{ close: () => void } | null} */
  #stream = null;
  #questions = new LabQuestions({ lab: () => this.#lab, state: () => this.state });
  #clients;
  #end = new AbortController();
  #attempts = new Attempts();
  #versions = new VersionSwitch(this, this.#attempts, () => this.#changed());
  #lesson;
  #stored;

  /**
   * @param {object} options
   * @param {readonly Transport[]} options.transports at least one
   * @param {string | null} options.chosen id of the one to begin with, unless the lab of another
   *   one is stored
   * @param {string} options.lesson
   * @param {IdStorage} options.memory where the lab's id outlives a reload
   */
  constructor({ transports, chosen, lesson, memory }) {
    const [first] = transports;
    if (!first) throw new Error("a session needs a transport");
    this.transports = transports;
    this.#lesson = lesson;
    this.#stored = new StoredLabs(lesson, memory);
    const stored = transports.find((transport) => this.#stored.get(transport));
    this.#transport = stored ?? transports.find(({ id }) => id === chosen) ?? first;
    this.#labTransport = this.#transport;
    this.#clients = new ClientList({
      connect: (handlers, options) => this.connect(handlers, options),
      onPeer: () => this.events.emit("peers", null),
      signal: this.#end.signal,
    });
  }

  get lesson() {
    return this.#lesson;
  }

  get transport() {
    return this.#transport;
  }

  /** The transport of the lab that runs, or ran last. */
  get labTransport() {
    return this.#labTransport;
  }

  /** What the next start runs, and a lab that listens; null for the lesson's version. */
  get chosenVersion() {
    return this.#versions.chosen;
  }

  get info() {
    return this.#lab?.info ?? null;
  }

  get busy() {
    return this.state === "starting" || this.state === "stopping" || this.state === "finding";
  }

  /** Whether a start goes on, also one that first ends what runs: a server will listen again. */
  get restarting() {
    return this.#versions.isReplacing || this.state === "starting";
  }

  get clients() {
    return this.#clients.clients;
  }

  /** Resumes the lab from before a reload, if its id is stored. */
  async resume() {
    const id = this.#stored.get(this.#transport);
    if (!id) return;
    await this.#attempt("finding", async (transport) => {
      try {
        return await transport.resume(id);
      } catch (error) {
        if (!(error instanceof Problem) || error.kind !== "missing") throw error;
        this.lostVersion = this.#stored.version(transport);
        this.#stored.remove(transport);
        return "gone";
      }
    });
  }

  /**
   * Chooses the transport of the labs from now on. A lab that runs is stopped; a start
   * that has not finished is cancelled.
   * @param {Transport} transport
   */
  async selectTransport(transport) {
    if (transport === this.#transport) return;
    this.lostVersion = null;
    if (!transport.runsVersions) this.#versions.chosen = null;
    const lab = this.#lab;
    const former = this.#transport;
    this.#transport = transport;
    this.problem = null;
    if (lab && this.state === "listening") {
      await this.#attempt("stopping", () => this.#abandon(lab, former));
    } else if (this.state === "stopping") {
      this.#changed();
    } else {
      this.#attempts.cancel();
      this.#setProgress(null);
      this.#setState(lab ? "stopped" : "none");
    }
  }

  async start() {
    if (this.busy || this.state === "listening") return;
    await this.#startOn();
    const other = this.transports.find((one) => one !== this.#transport);
    if (!this.movesWhenFull || !this.problem?.isFull || !other) return;
    await this.selectTransport(other);
    this.events.emit("moved", null);
    await this.#startOn();
  }

  async #startOn() {
    await this.#attempt("starting", (transport) => {
      const progress = (/** @type {number} */ done, /** @type {number} */ total) => {
        if (this.state === "starting" && transport === this.#transport)
          this.#setProgress({ done, total });
      };
      return transport.start(this.#lesson, { progress, version: this.#versions.chosen });
    });
  }

  /**
   * Runs another version than the lesson's instead of what runs now.
   * @param {Version} version
   */
  async runVersion(version) {
    if (version.kind === "own") this.ownVersion = version;
    await this.#versions.replace(version);
  }

  /** Runs the lesson's version, where another one ran before. */
  async runLesson() {
    await this.#versions.replace(null);
  }

  async stop() {
    const lab = this.#lab;
    if (lab && this.state === "listening") await this.#stop(lab);
  }

  /**
   * Ends the server's context, and leaves the rest to it for a while. Rejects with a Problem.
   * @returns {Promise<() => Promise<void>>} ends the lab
   */
  async tellToStop() {
    const lab = this.#lab;
    if (!lab || this.state !== "listening")
      throw new Problem("missing", "The server does not run.", "Start it again.");
    await lab.tellToStop();
    let end = () => {};
    /** @type {Promise<void>} */
    const ended = new Promise((resolve) => {
      end = resolve;
    });
    const stopped = this.#stop(lab, ended);
    return () => {
      end();
      return stopped;
    };
  }

  /**
   * @param {Lab} lab
   * @param {Promise<void>} [when] to stop it
   */
  #stop(lab, when) {
    return this.#attempt("stopping", async (transport) => {
      await when;
      await lab.stop();
      this.#stored.remove(transport);
      return "stopped";
    });
  }

  async restart() {
    const lab = this.#lab;
    if (!lab || this.state !== "listening") return;
    await this.#attempt("starting", () => lab.restart(), "stopped");
  }

  /**
   * Starts the lab where it does not listen. An attempt that has not finished, such as a
   * start by another button, is awaited first.
   * @returns {Promise<boolean>} whether the lab listens now
   */
  async ensureListening() {
    if (this.busy) await this.#attempts.settled;
    if (this.state !== "listening") await this.start();
    return /** @type {State} */ (this.state) === "listening";
  }

  /**
   * Opens a connection to the lab that runs, of no client in the list.
   * @param {ConnectionHandlers} handlers
   * @param {ConnectOptions} options
   */
  connect(handlers, options) {
    if (!this.#lab) throw new Error("no lab to connect to");
    if (options.peer && options.name) this.#clients.setName(options.peer, options.name);
    return this.#lab.connect(handlers, options);
  }

  /** @returns {Client} a new one, connecting */
  addClient() {
    const client = this.#clients.add();
    client.open(); // first: it connects while the card is drawn
    this.events.emit("clients", null);
    return client;
  }

  /**
   * @param {string} letter
   * @returns {Client} the one with this letter, created if there is none
   */
  clientByLetter(letter) {
    const existing = this.#clients.find(letter);
    if (existing) return existing;
    const client = this.#clients.addNamed(letter);
    this.events.emit("clients", null);
    return client;
  }

  /** @param {Client} client */
  removeClient(client) {
    this.#clients.remove(client);
    this.events.emit("clients", null);
  }

  /**
   * @param {string | undefined} address as the server sees it
   * @returns {Client | null}
   */
  clientByPeer(address) {
    return this.#clients.at(address);
  }

  /**
   * @param {string | undefined} address as the server sees it
   * @returns {string} who has connected from there on another computer; empty if that is not known
   */
  nameOfPeer(address) {
    return this.#clients.nameAt(address);
  }

  /** The state of the lab's connections, as LabQuestions has it. */
  connections() {
    return this.#questions.connections();
  }

  /** What TCP knows of the lab's connections, as LabQuestions has it. */
  tcp() {
    return this.#questions.tcp();
  }

  /** Where the lab's goroutines are, as LabQuestions has it. */
  goroutines() {
    return this.#questions.goroutines();
  }

  /** Whether the lab can say where its goroutines wait. */
  get canLogGoroutines() {
    return this.#questions.canLogGoroutines;
  }

  /** Makes the lab log where its goroutines wait. */
  logGoroutines() {
    return this.#questions.logGoroutines();
  }

  /** Disconnects everything because the page goes away. The lab goes on. */
  dispose() {
    this.#end.abort();
    this.#disconnect();
  }

  /**
   * @param {State} during
   * @param {(transport: Transport) => Promise<Lab | State>} work returns the lab that runs from
   *   now on, or the state without one
   * @param {State} [otherwise] the state if it fails
   * @returns {Promise<void>}
   */
  #attempt(during, work, otherwise = this.state) {
    const transport = this.#transport;
    const begin = () => {
      this.problem = null;
      this.#setState(during);
      return work(transport);
    };
    return this.#attempts.make(begin, {
      done: (outcome) => {
        if (typeof outcome === "string") this.#setState(outcome);
        else this.#adoptLab(outcome);
      },
      failed: (problem) => {
        this.problem = problem;
        this.#setState(otherwise);
      },
      discard: async (outcome) => {
        if (typeof outcome !== "string") await this.#abandon(outcome, transport);
      },
      over: () => this.#setProgress(null),
    });
  }

  /**
   * Stops a lab whose transport is not used any more. A lab that cannot be reached cannot
   * be stopped either: it ends by itself.
   * @param {Lab} lab
   * @param {Transport} transport
   * @returns {Promise<State>}
   */
  async #abandon(lab, transport) {
    if (this.#stored.get(transport) === lab.info.id) this.#stored.remove(transport);
    const stopped = lab.stop().catch((error) => {
      console.info(`a lab could not be stopped: ${asProblem(error).title}`);
      if (lab === this.#lab) this.#disconnect();
    });
    // A host that does not answer would keep the page waiting.
    if (lab === this.#lab && this.link === "reconnecting") this.#disconnect();
    else await stopped;
    return "stopped";
  }

  #disconnect() {
    this.#stream?.close();
    this.#stream = null;
    this.link = "live";
    this.#clients.closeAll();
  }

  /** @param {Lab} lab */
  #adoptLab(lab) {
    this.#stream?.close();
    this.#lab = lab;
    this.#labTransport = this.#transport;
    this.#clients.forgetAddresses();
    this.link = "live";
    this.lostVersion = null;
    this.version = this.#versions.chosen;
    this.#stored.set(this.#transport, lab.info.id, this.version);
    const name = this.transports.length > 1 ? this.#transport.name : "";
    const parts = [name, this.version?.label].filter(Boolean);
    this.events.emit("run", this.history.beginRun(parts.join(", "), this.version));
    this.#setState(lab.info.state);
    this.#stream = lab.events(0, {
      batch: (events, skipped) => this.#onBatch(lab, events, skipped),
      link: (link) => {
        this.link = link;
        this.#changed();
      },
      ended: (info) => this.#onEnded(info),
    });
  }

  /**
   * @param {Lab} lab
   * @param {LabEvent[]} events
   * @param {number} skipped
   */
  #onBatch(lab, events, skipped) {
    this.events.emit("batch", { skipped, ...this.history.add(events, skipped) });
    const last = events.findLast(({ kind }) => kind === "stopped" || kind === "failed");
    if (!last || this.#lab !== lab) return;
    lab.info.error = last.error ?? lab.info.error;
    if (this.state === "listening") this.#setState(last.kind === "failed" ? "failed" : "stopped");
  }

  /** @param {LabInfo | null} info */
  #onEnded(info) {
    const lost = info === null && (this.link === "reconnecting" || this.state === "listening");
    this.link = "live";
    if (info && this.#lab) this.#lab.info = info;
    if (lost && this.state !== "failed") this.#stored.remove(this.#transport);
    this.#setState(lost && this.state !== "failed" ? "gone" : this.state);
  }

  /** @param {State} state */
  #setState(state) {
    this.state = state;
    this.#changed();
  }

  #changed() {
    this.events.emit("change", null);
  }

  /** @param {Progress | null} progress */
  #setProgress(progress) {
    if (progress === this.progress) return;
    this.progress = progress;
    this.events.emit("progress", null);
  }
}
