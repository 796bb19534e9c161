// The transport to labs on the host: HTTP to start and stop a lab, one WebSocket for
// each client and one for the events.

import { connectQuery } from "../connect-query.js";
import { FramedConnection } from "../connection.js";
import { Problem } from "../transport.js";
import { SUBPROTOCOL as EVENTS_SUBPROTOCOL, EventStream } from "./event-stream.js";

/**
 * @import { CloseTexts } from "../connection.js"
 * @import { ConnectionHandlers, ConnectOptions, EventHandlers, GoroutineReport, Lab, LabData, LabInfo, Snapshot, TCPStates, Transport } from "../transport.js"
 */

const UNREACHABLE =
  "Is it still running? Look at the terminal in which you started socketschool, start it there again, then come back here.";

const NO_COOKIES =
  "The host knows your lab by a cookie, and none comes back to it from this browser. Allow cookies for this address and reload the page, or run the server in this tab.";

/**
 * Reports whether the host at the address is the learner's own computer, which a
 * terminal there reaches.
 * @param {string} address
 */
export function isOwnComputer(address) {
  return LOOPBACK.test(new URL(address).hostname);
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

const REACH =
  "A terminal on your computer does not reach it: it listens on the computer that serves this page, on loopback.";

export const SUBPROTOCOL = "socketschool.bridge.v1"; // of clients

/** @type {CloseTexts} */
const CLOSE_TEXTS = {
  lost: "The connection to the playground was lost.",
  unreached: "The playground was not reached. Is it still running in its terminal?",
  silent: "Nothing has come from the playground for 50 seconds: the connection is dead.",
};

const MESSAGES = {
  gone: {
    title: "The playground was restarted.",
    detail: "This lab and its clients ended with it.",
  },
  lost: {
    title: "The connection to the playground was lost.",
    detail: "Trying to reach it again; what the log shows is kept.",
  },
};

/** @implements {Transport} */
export class HostTransport {
  id = "host";
  name = "On the host";
  runLabel = "Run on the host";
  messages = MESSAGES;
  /** @type {Transport["limitations"]} */
  limitations = [];
  #origin;
  #isLocal; // the host is the learner's own computer
  #sessionChecked = false;

  /** @param {string} [origin] with the path above the API, without a slash at the end */
  constructor(
    origin = location.origin + (document.documentElement.dataset.base ?? "/").slice(0, -1),
  ) {
    this.#origin = origin;
    this.#isLocal = isOwnComputer(origin);
    if (!this.#isLocal) this.limitations = [{ id: "reach", text: REACH }];
  }

  /** @param {LabData} lab */
  describe({ port, tls }) {
    const title = "A real server, ready to run";
    if (!this.#isLocal) {
      return {
        title,
        text: [
          "It will listen on the computer that serves this page, for you alone. Connect clients from here, and watch what it logs.",
        ],
      };
    }
    const where = port
      ? [{ code: `127.0.0.1:${port}` }, " where that port is free."]
      : ["a port of its own, which then stands above."];
    return {
      title,
      text: [
        "It will listen on this computer, at ",
        ...where,
        " Connect clients from here, or with ",
        { code: tls ? "openssl s_client" : "nc" },
        " from a terminal, and watch what it logs.",
      ],
    };
  }

  /** @param {LabInfo} info */
  command({ address, tls }) {
    if (!this.#isLocal) return null;
    if (tls) return `openssl s_client -connect ${address} -quiet`;
    const colon = address.lastIndexOf(":");
    return `nc ${address.slice(0, colon).replace(/^\[|\]$/g, "")} ${address.slice(colon + 1)}`;
  }

  /** There is nothing to load. */
  prepare() {}

  /**
   * @param {string} lesson
   * @returns {Promise<Lab>}
   */
  async start(lesson) {
    const response = await this.call("POST", "/api/labs", { lesson });
    const info = await response.json();
    await this.#checkSession(info.id);
    return new HostLab(this, info);
  }

  /**
   * Checks once that the host finds a lab which it has just started. Without the
   * session's cookie it does not.
   * @param {string} id
   */
  async #checkSession(id) {
    if (this.#sessionChecked) return;
    try {
      await this.fetchInfo(id);
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== "missing") throw error;
      throw new Problem("refused", "No cookies.", NO_COOKIES, { canUseOtherTransport: true });
    }
    this.#sessionChecked = true;
  }

  /**
   * @param {string} id
   * @returns {Promise<Lab>}
   */
  async resume(id) {
    return new HostLab(this, await this.fetchInfo(id));
  }

  /**
   * @param {string} id
   * @returns {Promise<LabInfo>}
   */
  async fetchInfo(id) {
    const response = await this.call("GET", `/api/labs/${encodeURIComponent(id)}`);
    return response.json();
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {Pick<RequestInit, "cache" | "signal">} [options]
   * @returns {Promise<Response>} rejects with a Problem, or with the signal's reason
   */
  async call(method, path, body, options) {
    /** @type {RequestInit} */
    const request = { method, cache: "no-store", ...options };
    if (body) {
      request.body = JSON.stringify(body);
      request.headers = { "Content-Type": "application/json" };
    }
    let response;
    try {
      response = await fetch(this.#origin + path, request);
    } catch {
      options?.signal?.throwIfAborted();
      // fetch rejects without a reason that helps learners.
      const title = "The playground does not answer.";
      throw new Problem("unreachable", title, UNREACHABLE, { canUseOtherTransport: true });
    }
    if (!response.ok) throw await problemFrom(response);
    return response;
  }

  /**
   * Opens a client's connection.
   * @param {string} path
   * @param {ConnectionHandlers} handlers
   * @param {ConnectOptions} [options]
   */
  connect(path, handlers, options = {}) {
    const query = new URLSearchParams(connectQuery(options)).toString();
    const socket = this.socket(`${path}${query && `?${query}`}`, SUBPROTOCOL);
    return new FramedConnection(socket, handlers, CLOSE_TEXTS);
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
   * @param {LabInfo} info
   */
  constructor(transport, info) {
    this.#transport = transport;
    this.info = info;
    this.#path = `/api/labs/${encodeURIComponent(info.id)}`;
  }

  async stop() {
    try {
      await this.#transport.call("DELETE", this.#path);
    } catch (error) {
      // A lab that does not exist any more is stopped.
      if (!(error instanceof Problem) || error.kind !== "missing") throw error;
    }
  }

  async restart() {
    await this.stop();
    return this.#transport.start(this.info.lesson);
  }

  /**
   * @param {ConnectionHandlers} handlers
   * @param {ConnectOptions} [options]
   */
  connect(handlers, options) {
    return this.#transport.connect(`${this.#path}/clients`, handlers, options);
  }

  /**
   * @param {number} after
   * @param {EventHandlers} handlers
   */
  events(after, handlers) {
    return new EventStream({
      connect: (last) =>
        this.#transport.socket(`${this.#path}/events?after=${last}`, EVENTS_SUBPROTOCOL),
      fetchInfo: () => this.#fetchInfo(),
      after,
      handlers,
    });
  }

  /** @returns {Promise<Snapshot>} */
  async connections() {
    const response = await this.#transport.call("GET", `${this.#path}/connections`);
    return response.json();
  }

  /** @returns {Promise<TCPStates>} */
  async tcp() {
    const response = await this.#transport.call("GET", `${this.#path}/tcp`);
    return response.json();
  }

  /** @returns {Promise<GoroutineReport>} */
  async goroutines() {
    const response = await this.#transport.call("GET", `${this.#path}/goroutines`);
    return response.json();
  }

  async tellToStop() {
    await this.#transport.call("POST", `${this.#path}/begin-stop`);
  }

  async #fetchInfo() {
    try {
      return await this.#transport.fetchInfo(this.info.id);
    } catch (error) {
      if (error instanceof Problem && error.kind === "missing") return null;
      throw error;
    }
  }
}

/** Titles in place of HTTP's own phrases, which learners need not know. */
const TITLES = /** @type {Record<number, string>} */ ({
  429: "You have enough labs.",
  501: "The host cannot build code.",
  503: "The host is full.",
  507: "The host's disk is full.",
});

/** @param {Response} response */
async function problemFrom(response) {
  const kind = response.status === 404 ? "missing" : "refused";
  const isFull = response.status === 503;
  const more = {
    retryAfter: Number(response.headers.get("Retry-After")) || undefined,
    canUseOtherTransport: isFull,
    isFull,
  };
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("application/problem+json")) {
    const title = `The playground answered ${response.status}.`;
    return new Problem(kind, title, "Try again in a moment.", more);
  }
  const problem = await response.json();
  const title = TITLES[response.status] ?? `${problem.title ?? "That did not work"}.`;
  return new Problem(kind, title, problem.detail ?? "", more);
}
