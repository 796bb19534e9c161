// Publishes the server of this page's lab: the host gives it a TCP port, and the page joins
// each connection that the host accepts there to the lab.

import { joinConnections } from "../../class/join-connections.js";
import { Emitter } from "../../core/emitter.js";
import { HostTransport } from "../../transport/host/host-transport.js";

/** @import { LabSession } from "../../lab/session.js" */

const SUBPROTOCOL = "socketschool.publish.v1";

export class Publisher {
  /** @type {Emitter<{ change: null }>} */
  events = new Emitter();
  /** Host and port of the published server; empty while there is none. */
  address = "";
  /** Why the last publication has ended, for learners. */
  problem = "";
  /** How many connections there are now. */
  connections = 0;
  #host = new HostTransport();
  #session;
  /** @type {WebSocket | null} */
  #control = null;

  /**
   * @param {LabSession} session
   * @param {AbortSignal} signal ends the publication
   */
  constructor(session, signal) {
    this.#session = session;
    session.events.on("change", () => this.#onLabChange(), signal);
    signal.addEventListener("abort", () => this.stop(), { once: true });
  }

  /** Whether the lab runs a server that can be published: in this tab, whatever version. */
  get canPublish() {
    return this.#listens && !this.runsElsewhere;
  }

  /** Whether the lab's server runs on the host, where it has a port already. */
  get runsElsewhere() {
    return this.#listens && this.#session.labTransport.workerURL === undefined;
  }

  get #listens() {
    return this.#session.state === "listening";
  }

  get isPublishing() {
    return this.#control !== null;
  }

  start() {
    if (this.#control || !this.canPublish) return;
    const lesson = encodeURIComponent(this.#session.lesson);
    const control = this.#host.socket(`/api/member/publish?lesson=${lesson}`, SUBPROTOCOL);
    this.#control = control;
    this.problem = "";
    control.onmessage = ({ data }) => this.#receive(JSON.parse(data), control);
    control.onclose = ({ reason }) => {
      if (this.#control === control)
        this.#end(reason || "The connection to the playground was lost.");
    };
    this.events.emit("change", null);
  }

  /** Ends the publication: the port refuses at once, and its connections are reset. */
  stop() {
    if (!this.#control) return;
    this.#control.close(1000);
    this.#end("");
  }

  /** @param {string} problem */
  #end(problem) {
    this.#control = null;
    this.address = "";
    this.problem = problem;
    this.events.emit("change", null);
  }

  /** A server that starts again keeps its port, and one that does not loses it. */
  #onLabChange() {
    const { busy, restarting, state } = this.#session;
    if (this.#control && !this.canPublish && !busy && !restarting) {
      this.#control.close(1000);
      this.#end(
        state === "failed"
          ? "Your server has failed, and its port is closed. Publish it again once it runs."
          : "Your server has ended here, and its port is closed. Publish it again once it runs.",
      );
    } else this.events.emit("change", null);
  }

  /**
   * @param {Record<string, string>} message
   * @param {WebSocket} control
   */
  #receive(message, control) {
    if (control !== this.#control) return;
    if (message.type === "published") {
      this.address = message.address ?? "";
      this.events.emit("change", null);
    }
    if (message.type === "accepted") this.#join(message, control);
  }

  /**
   * @param {Record<string, string>} accepted a connection that waits on the host
   * @param {WebSocket} control
   */
  #join({ conn = "", peer, name }, control) {
    const path = `/api/member/publish/${encodeURIComponent(conn)}`;
    if (!this.canPublish) return refuse(control, conn); // it starts again
    this.#count(1);
    joinConnections(
      (handlers) => this.#host.connect(path, handlers),
      // TLS is between the client and the server: the bytes pass as they are.
      (handlers) => this.#session.connect(handlers, { plain: true, peer, name }),
      (wasOpen) => {
        this.#count(-1);
        if (!wasOpen) refuse(control, conn);
      },
    );
  }

  /** @param {number} change */
  #count(change) {
    this.connections += change;
    this.events.emit("change", null);
  }
}

/**
 * Resets a connection that waits on the host.
 * @param {WebSocket} control
 * @param {string} conn
 */
function refuse(control, conn) {
  if (control.readyState === WebSocket.OPEN) control.send(JSON.stringify({ type: "refuse", conn }));
}
