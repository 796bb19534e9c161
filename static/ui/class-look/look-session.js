/**
 * @import { RunSession, SessionEvents } from "../../lab/session.js"
 * @import { LabInfo, Version } from "../../transport/transport.js"
 * @import { SavedClient, SavedRun } from "../timeline/run-format.js"
 */

import { Emitter } from "../../core/emitter.js";
import { EventHistory } from "../../lab/event-history.js";

/**
 * The run of a lab in a learner's page, for the timeline and the log on the instructor's.
 * @implements {RunSession}
 */
export class LookSession {
  /** @type {Emitter<SessionEvents>} */
  events = new Emitter();
  history = new EventHistory();
  /** @type {RunSession["state"]} */
  state = "none";
  /** @type {RunSession["link"]} */
  link = "live";
  /** @type {LabInfo | null} */
  info = null;
  /** @type {Version | null} */
  version = null;
  lesson = "";
  labTransport = { limitations: [] };
  canLogGoroutines = false;
  /** @type {number | null} when it was frozen, in ms since 1970 */
  heldAt = null;
  /** @type {Map<string, SavedClient>} by the address that the server sees */
  #clients = new Map();

  /**
   * Shows a run as it is now: the same as before, or another one.
   * @param {SavedRun} run
   */
  take({ lab, label, files, clients, events }) {
    const isNew = lab.id !== this.info?.id || lab.startedAt !== this.info.startedAt;
    this.info = lab;
    this.lesson = lab.lesson;
    this.state = lab.state;
    const peers = clients.map(({ peer }) => peer).join();
    const hasNewPeers = peers !== [...this.#clients.keys()].join();
    this.#clients = new Map(clients.map((client) => [client.peer, client]));
    if (isNew) {
      this.version = { kind: "own", label: label || "the lesson's version", files };
      this.events.emit("run", this.history.beginRun(this.version.label, this.version));
    }
    const { last } = this.history;
    const first = events.find(({ seq }) => seq > last)?.seq ?? last + 1;
    const skipped = last > 0 ? first - last - 1 : 0;
    const added = this.history.add(events, skipped);
    if (added.events.length > 0) this.events.emit("batch", { skipped, ...added });
    if (hasNewPeers) this.events.emit("peers", null);
    this.events.emit("change", null);
  }

  /** @param {string | undefined} address */
  clientByPeer(address) {
    return (address && this.#clients.get(address)) || null;
  }

  nameOfPeer() {
    return "";
  }

  /** The learner's lab is not asked. */
  async connections() {
    return null;
  }

  async logGoroutines() {}
}
