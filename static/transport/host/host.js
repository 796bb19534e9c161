// A lab on the host: HTTP to start and stop it, one WebSocket for each client,
// one for the events.

import { FramedConnection } from "../connection.js";
import { Problem } from "../transport.js";
import * as events from "./events.js";

/**
 * @typedef {import("../transport.js").Lab} Lab
 * @typedef {import("../transport.js").LabData} LabData
 * @typedef {import("../transport.js").LabFacts} LabFacts
 * @typedef {import("../transport.js").ConnectionHandlers} ConnectionHandlers
 * @typedef {import("../transport.js").EventHandlers} EventHandlers
 * @typedef {import("../transport.js").Transport} Transport
 */

const UNREACHABLE =
  "Is it still running? Look at the terminal in which you started socketschool, start it there again, then come back here.";

const NO_COOKIES =
  "The host knows your lab by a cookie, and none comes back to it from this browser. Allow cookies for this address and reload the page, or run the server in this tab.";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

const ELSEWHERE =
  "A terminal on your computer does not reach it: it listens on the computer that serves this page, on loopback.";

const CLIENTS = "socketschool.bridge.v1"; // the subprotocol

/** @type {import("../connection.js").Ends} */
const ENDS = {
  lost: "The connection to the playground was lost.",
  unreached: "The playground was not reached. Is it still running in its terminal?",
  silent: "Nothing has come from the playground for 50 seconds: the connection is dead.",
};

const WORDS = {
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
  runWords = "Run on the host";
  words = WORDS;
  /** @type {Transport["differences"]} the host is what the others are compared with */
  differences = [];
  #origin;
  #isHere; // the host is the learner's own computer
  #sessionChecked = false;

  /** @param {string} [origin] with the path below which the host has its API, without a slash at the end */
  constructor(
    origin = location.origin + (document.documentElement.dataset.base ?? "/").slice(0, -1),
  ) {
    this.#origin = origin;
    this.#isHere = LOOPBACK.test(new URL(origin).hostname);
    if (!this.#isHere) this.differences = [{ id: "reach", text: ELSEWHERE }];
  }

  /** @param {LabData} lab */
  about({ port, tls }) {
    const title = "A real server, ready to run";
    if (!this.#isHere) {
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

  /** @param {LabFacts} facts */
  command({ address, tls }) {
    if (!this.#isHere) return null;
    if (tls) return `openssl s_client -connect ${address} -quiet`;
    const colon = address.lastIndexOf(":");
    return `nc ${address.slice(0, colon).replace(/^\[|\]$/g, "")} ${address.slice(colon + 1)}`;
  }

  /** Everything is on the host already. */
  prepare() {}

  /**
   * @param {string} lesson
   * @returns {Promise<Lab>}
   */
  async start(lesson) {
    const response = await this.call("POST", "/api/labs", { lesson });
    const facts = await response.json();
    await this.#checkSession(facts.id);
    return new HostLab(this, facts);
  }

  /**
   * Checks once that the host finds a lab which was just started: without the
   * session's cookie it never does.
   * @param {string} id
   */
  async #checkSession(id) {
    if (this.#sessionChecked) return;
    try {
      await this.facts(id);
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== "missing") throw error;
      throw new Problem("refused", "No cookies.", NO_COOKIES, { elsewhere: true });
    }
    this.#sessionChecked = true;
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
      const title = "The playground does not answer.";
      throw new Problem("unreachable", title, UNREACHABLE, { elsewhere: true });
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
    const socket = this.#transport.socket(`${this.#path}/clients`, CLIENTS);
    return new FramedConnection(socket, handlers, ENDS);
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

  /** @returns {Promise<import("../transport.js").Snapshot>} */
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

/** What HTTP's own phrases say to programmers only. */
const TITLES = /** @type {Record<number, string>} */ ({
  429: "You have enough labs.",
  503: "The host is full.",
});

/** @param {Response} response */
async function problemFrom(response) {
  const kind = response.status === 404 ? "missing" : "refused";
  const more = {
    retryAfter: Number(response.headers.get("Retry-After")) || undefined,
    elsewhere: response.status === 503, // the host is full: no fault of the learner's
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
