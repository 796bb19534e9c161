// A lab on the host: HTTP to start and stop it, one WebSocket for each client,
// one for the events.

import * as connection from "./connection.js";
import * as events from "./events.js";
import { Problem } from "./transport.js";

/**
 * @typedef {import("./transport.js").Lab} Lab
 * @typedef {import("./transport.js").LabFacts} LabFacts
 * @typedef {import("./transport.js").ConnectionHandlers} ConnectionHandlers
 * @typedef {import("./transport.js").EventHandlers} EventHandlers
 */

const UNREACHABLE =
  "Is it still running? Look at the terminal in which you started socketschool, start it there again, then come back here.";

export class HostTransport {
  #origin;

  /** @param {string} [origin] */
  constructor(origin = location.origin) {
    this.#origin = origin;
  }

  /**
   * @param {string} lesson
   * @returns {Promise<Lab>}
   */
  async start(lesson) {
    const response = await this.call("POST", "/api/labs", { lesson });
    return new HostLab(this, await response.json());
  }

  /**
   * @param {string} id
   * @returns {Promise<Lab>}
   */
  async resume(id) {
    return new HostLab(this, await this.facts(id));
  }

  /**
   * @param {string} id
   * @returns {Promise<LabFacts>}
   */
  async facts(id) {
    const response = await this.call("GET", `/api/labs/${encodeURIComponent(id)}`);
    return response.json();
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<Response>} one that went well
   */
  async call(method, path, body) {
    /** @type {RequestInit} */
    const request = { method, cache: "no-store" };
    if (body) {
      request.body = JSON.stringify(body);
      request.headers = { "Content-Type": "application/json" };
    }
    let response;
    try {
      response = await fetch(this.#origin + path, request);
    } catch {
      // fetch gives one TypeError for every way of not getting there.
      throw new Problem("unreachable", "The playground does not answer.", UNREACHABLE);
    }
    if (!response.ok) throw await problemFrom(response);
    return response;
  }

  /**
   * @param {string} path
   * @param {string} subprotocol
   */
  socket(path, subprotocol) {
    return new WebSocket(this.#origin.replace(/^http/, "ws") + path, subprotocol);
  }
}

class HostLab {
  #transport;
  #path;

  /**
   * @param {HostTransport} transport
   * @param {LabFacts} facts
   */
  constructor(transport, facts) {
    this.#transport = transport;
    this.facts = facts;
    this.#path = `/api/labs/${encodeURIComponent(facts.id)}`;
  }

  async stop() {
    try {
      await this.#transport.call("DELETE", this.#path);
    } catch (error) {
      // A lab that is not there any more is as stopped as can be.
      if (!(error instanceof Problem) || error.kind !== "missing") throw error;
    }
  }

  async restart() {
    await this.stop();
    return this.#transport.start(this.facts.lesson);
  }

  /** @param {ConnectionHandlers} handlers */
  connect(handlers) {
    const socket = this.#transport.socket(`${this.#path}/clients`, connection.SUBPROTOCOL);
    return new connection.HostConnection(socket, handlers);
  }

  /**
   * @param {number} after
   * @param {EventHandlers} handlers
   */
  events(after, handlers) {
    return new events.EventStream({
      connect: (last) =>
        this.#transport.socket(`${this.#path}/events?after=${last}`, events.SUBPROTOCOL),
      look: () => this.#look(),
      after,
      handlers,
    });
  }

  /** @returns {Promise<import("./transport.js").Snapshot>} */
  async connections() {
    const response = await this.#transport.call("GET", `${this.#path}/connections`);
    return response.json();
  }

  async #look() {
    try {
      return await this.#transport.facts(this.facts.id);
    } catch (error) {
      if (error instanceof Problem && error.kind === "missing") return null;
      throw error;
    }
  }
}

/** @param {Response} response */
async function problemFrom(response) {
  const kind = response.status === 404 ? "missing" : "refused";
  const wait = Number(response.headers.get("Retry-After")) || undefined;
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("application/problem+json")) {
    return new Problem(
      kind,
      `The playground answered ${response.status}.`,
      "Try again in a moment.",
      wait,
    );
  }
  const { title = "That did not work", detail = "" } = await response.json();
  return new Problem(kind, /[.!?]$/.test(title) ? title : `${title}.`, detail, wait);
}
