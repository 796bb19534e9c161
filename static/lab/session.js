// A lesson's lab as the page holds it: started in one of the places there are,
// lost and found again, with its clients and the stream of its events.
// Components listen to it and draw; it knows no DOM. The lab's id is kept so
// that a reload comes back to it.

import { Problem } from "../transport/transport.js";
import { Client } from "./client.js";
import { Emitter } from "./emitter.js";

/**
 * @typedef {import("../transport/transport.js").Lab} Lab
 * @typedef {import("../transport/transport.js").LabFacts} LabFacts
 * @typedef {import("../transport/transport.js").LabEvent} LabEvent
 * @typedef {import("../transport/transport.js").Transport} Transport
 * @typedef {"none" | "starting" | "finding" | "listening" | "stopping" | "stopped" | "failed" | "gone"} State
 *   none: never run; finding: looking for the one from before a reload; gone: the
 *   playground does not know it any more
 * @typedef {{ events: LabEvent[], skipped: number }} Batch
 * @typedef {{ done: number, total: number }} Progress bytes of what a start has to fetch first
 * @typedef {{ change: null, clients: null, peers: null, run: null, progress: null,
 *   batch: Batch }} SessionEvents
 */

/** What the id of a lab can look like, on the host or in the tab. */
const LAB_ID = /^[\w-]{1,128}$/;

export class LabSession {
  /** @type {Emitter<SessionEvents>} */
  events = new Emitter();
  /** @type {State} */
  state = "none";
  /** @type {Problem | null} what the last attempt met */
  problem = null;
  /** @type {"live" | "reconnecting"} */
  link = "live";
  /** @type {Client[]} */
  clients = [];
  /** @type {Progress | null} */
  progress = null;
  /** @type {readonly Transport[]} the places in which a lab can run */
  transports;
  /** @type {Transport} the one that the learner has chosen */
  #transport;
  /** @type {Transport} */
  #place;
  /** @type {Lab | null} */
  #lab = null;
  /** @type {{ close: () => void } | null} */
  #stream = null;
  /** @type {Map<string, Client>} whose address the server has seen */
  #peers = new Map();
  #end = new AbortController();
  /** Counts what was begun: an attempt that is not the newest has been given up. */
  #turn = 0;
  /** The newest attempt; it settles when the attempt is over and never rejects. */
  #attempted = Promise.resolve();
  #lesson;
  #memory;

  /**
   * @param {object} options
   * @param {readonly Transport[]} options.transports at least one
   * @param {string | null} options.chosen id of the one to begin with, where no lab is to be found
   * @param {string} options.lesson
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem">} options.memory
   *   where the lab's id outlives a reload
   */
  constructor({ transports, chosen, lesson, memory }) {
    const [first] = transports;
    if (!first) throw new Error("a lab needs a place to run in");
    this.transports = transports;
    this.#lesson = lesson;
    this.#memory = memory;
    const ran = transports.find((transport) => this.#storedId(this.#keyFor(transport)));
    this.#transport = ran ?? transports.find(({ id }) => id === chosen) ?? first;
    this.#place = this.#transport;
  }

  get lesson() {
    return this.#lesson;
  }

  get transport() {
    return this.#transport;
  }

  /** Where the lab there is runs, or ran. */
  get place() {
    return this.#place;
  }

  get facts() {
    return this.#lab?.facts ?? null;
  }

  get busy() {
    return this.state === "starting" || this.state === "stopping" || this.state === "finding";
  }

  get #key() {
    return this.#keyFor(this.#transport);
  }

  /** @param {Transport} transport */
  #keyFor({ id }) {
    return `socketschool.lab.${id}.${this.#lesson}`;
  }

  /**
   * @param {string} key
   * @returns {string | null} the id stored there; null where it cannot be one
   */
  #storedId(key) {
    const id = this.#memory.getItem(key);
    return id !== null && LAB_ID.test(id) ? id : null;
  }

  /** Comes back to the lab from before a reload, if there was one. */
  async find() {
    const id = this.#storedId(this.#key);
    if (!id) return;
    await this.#attempt("finding", async (key) => {
      try {
        return await this.#transport.resume(id);
      } catch (error) {
        if (!(error instanceof Problem) || error.kind !== "missing") throw error;
        this.#memory.removeItem(key);
        return "gone";
      }
    });
  }

  /**
   * From now on labs run there. One that runs is stopped first; one that is
   * only about to is given up.
   * @param {Transport} transport
   */
  async use(transport) {
    if (transport === this.#transport) return;
    const lab = this.#lab;
    const key = this.#key;
    this.#transport = transport;
    this.problem = null;
    if (lab && this.state === "listening") {
      await this.#attempt("stopping", () => this.#leave(lab, key));
    } else if (this.state === "stopping") {
      this.#changed();
    } else {
      this.#turn++;
      this.#setProgress(null);
      this.#become(lab ? "stopped" : "none");
    }
  }

  async start() {
    if (this.busy || this.state === "listening") return;
    const transport = this.#transport;
    const progress = (/** @type {number} */ done, /** @type {number} */ total) => {
      const given = this.state === "starting" && transport === this.#transport;
      if (given) this.#setProgress({ done, total });
    };
    await this.#attempt("starting", () => transport.start(this.#lesson, { progress }));
  }

  async stop() {
    const lab = this.#lab;
    if (!lab || this.state !== "listening") return;
    await this.#attempt("stopping", async (key) => {
      await lab.stop();
      this.#memory.removeItem(key);
      return "stopped";
    });
  }

  async restart() {
    const lab = this.#lab;
    if (!lab || this.state !== "listening") return;
    await this.#attempt("starting", () => lab.restart(), "stopped");
  }

  /**
   * Starts the lab where it does not listen. What is under way already, such as
   * a start by another button, is waited for.
   * @returns {Promise<boolean>} whether the lab listens now
   */
  async ensureListening() {
    if (this.busy) await this.#attempted;
    if (this.state !== "listening") await this.start();
    return /** @type {State} */ (this.state) === "listening";
  }

  /** @returns {Client} a new one, connecting */
  addClient() {
    let index = 0;
    while (this.clients.some((client) => client.index === index)) index++;
    const client = this.#makeClient(index);
    client.open(); // first: the lab is at it while the card is drawn
    this.events.emit("clients", null);
    return client;
  }

  /**
   * The client a conversation means, made where it is not there yet.
   * @param {string} letter
   */
  clientNamed(letter) {
    const known = this.clients.find((client) => client.letter === letter);
    if (known) return known;
    const client = this.#makeClient(letter.charCodeAt(0) - 65);
    this.events.emit("clients", null);
    return client;
  }

  /** @param {Client} client */
  removeClient(client) {
    if (client.live) client.close();
    this.clients = this.clients.filter((other) => other !== client);
    this.events.emit("clients", null);
  }

  /**
   * @param {string | undefined} address as the server sees it
   * @returns {Client | null}
   */
  clientAt(address) {
    return (address && this.#peers.get(address)) || null;
  }

  /**
   * Where the lab's connections stand now, whatever events were missed.
   * @returns {Promise<import("../transport/transport.js").Snapshot | null>} null where there is
   *   none to be had, or another run has begun meanwhile
   */
  async connections() {
    const lab = this.#lab;
    if (!lab || this.state !== "listening") return null;
    try {
      const snapshot = await lab.connections();
      return lab === this.#lab ? snapshot : null;
    } catch (error) {
      // The events go on without it; a lost link is told where it is noticed.
      if (error instanceof Problem) return null;
      throw error;
    }
  }

  /** The page is left: the lab stays, nothing here listens any more. */
  dispose() {
    this.#end.abort();
    this.#letGo();
  }

  /**
   * @param {State} during
   * @param {(key: string) => Promise<Lab | State>} work gives the lab that runs from now on, or
   *   the state without one; key: under which it is kept
   * @param {State} [otherwise] the state where it fails
   * @returns {Promise<void>}
   */
  #attempt(during, work, otherwise = this.state) {
    this.#attempted = this.#perform(during, work, otherwise);
    return this.#attempted;
  }

  /**
   * @param {State} during
   * @param {(key: string) => Promise<Lab | State>} work
   * @param {State} otherwise
   */
  async #perform(during, work, otherwise) {
    const turn = ++this.#turn;
    const key = this.#key;
    this.problem = null;
    this.#become(during);
    try {
      const outcome = await work(key);
      const late = turn !== this.#turn;
      if (late) await this.#discard(outcome, key);
      else if (typeof outcome === "string") this.#become(outcome);
      else this.#take(outcome);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.problem = asProblem(error);
      this.#become(otherwise);
    } finally {
      if (turn === this.#turn) this.#setProgress(null);
    }
  }

  /**
   * Stops a lab whose place is left. Where it cannot be reached it cannot be
   * told either, and is left to end by itself.
   * @param {Lab} lab
   * @param {string} key
   * @returns {Promise<State>}
   */
  async #leave(lab, key) {
    if (this.#memory.getItem(key) === lab.facts.id) this.#memory.removeItem(key);
    const told = lab.stop().catch((error) => {
      console.info(`a lab was left untold: ${asProblem(error).title}`);
      if (lab === this.#lab) this.#letGo();
    });
    // Who does not answer is not waited for.
    if (lab === this.#lab && this.link === "reconnecting") this.#letGo();
    else await told;
    return "stopped";
  }

  #letGo() {
    this.#stream?.close();
    this.#stream = null;
    this.link = "live";
    for (const client of this.clients) if (client.live) client.close();
  }

  /**
   * What came of an attempt that was given up meanwhile.
   * @param {Lab | State} outcome
   * @param {string} key
   */
  async #discard(outcome, key) {
    if (typeof outcome !== "string") await this.#leave(outcome, key);
  }

  /** @param {number} index of a client that nobody has been told of yet */
  #makeClient(index) {
    const client = new Client(index, (handlers) => {
      if (!this.#lab) throw new Error("no lab to connect to");
      return this.#lab.connect(handlers);
    });
    client.events.on("opened", () => this.#met(client), this.#end.signal);
    this.clients = [...this.clients, client].sort((a, b) => a.index - b.index);
    return client;
  }

  /** @param {Client} client */
  #met(client) {
    if (client.facts) this.#peers.set(client.facts.local, client);
    this.events.emit("peers", null);
  }

  /** @param {Lab} lab */
  #take(lab) {
    this.#stream?.close();
    this.#lab = lab;
    this.#place = this.#transport;
    this.#peers.clear(); // another run may give the same address to another client
    this.#memory.setItem(this.#key, lab.facts.id);
    this.link = "live";
    this.events.emit("run", null);
    this.#become(lab.facts.state);
    this.#stream = lab.events(0, {
      batch: (events, skipped) => this.#heard(lab, { events, skipped }),
      link: (link) => {
        this.link = link;
        this.#changed();
      },
      ended: (facts) => this.#ended(facts),
    });
  }

  /**
   * @param {Lab} lab
   * @param {Batch} batch
   */
  #heard(lab, batch) {
    this.events.emit("batch", batch);
    const last = batch.events.findLast(({ kind }) => kind === "stopped" || kind === "failed");
    if (!last || this.#lab !== lab) return;
    lab.facts.error = last.error ?? lab.facts.error;
    if (this.state === "listening") this.#become(last.kind === "failed" ? "failed" : "stopped");
  }

  /** @param {LabFacts | null} facts */
  #ended(facts) {
    const lost = facts === null && (this.link === "reconnecting" || this.state === "listening");
    this.link = "live";
    if (facts && this.#lab) this.#lab.facts = facts;
    if (lost && this.state !== "failed") this.#memory.removeItem(this.#key);
    this.#become(lost && this.state !== "failed" ? "gone" : this.state);
  }

  /** @param {State} state */
  #become(state) {
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

/** @param {unknown} error */
function asProblem(error) {
  if (error instanceof Problem) return error;
  console.error(error);
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem(
    "refused",
    "Something in the page went wrong.",
    `${detail}. Reload it and try again.`,
  );
}
