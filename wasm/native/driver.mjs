// Runs the program native, and plays scripts against it over TCP, as the page does
// against a lab.

import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { createInterface } from "node:readline";
import tls from "node:tls";
import { ReceiveBuffer } from "../../static/conversation/receive-buffer.js";
import { Failure } from "../../static/conversation/run.js";

/**
 * @import { Peer, ServerControl } from "../../static/conversation/run.js"
 * @import { LabEvent } from "../../static/transport/transport.js"
 */

const ACCEPT_TIMEOUT = 1000; // ms; a server that does not accept is waited for no longer

/** A program that runs. */
export class NativeServer {
  /** @type {LabEvent[]} */
  events = [];
  /** @type {Set<() => void>} */
  #waiters = new Set();
  /** @type {Set<net.Socket>} */
  #sockets = new Set();
  #process;
  #tls;

  /**
   * @param {string} binary
   * @param {string} program slug
   */
  constructor(binary, program) {
    this.#process = spawn(binary, [program], { stdio: ["pipe", "pipe", "inherit"] });
    this.#tls = program.startsWith("secure");
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      this.events.push(JSON.parse(line));
      for (const check of [...this.#waiters]) check();
    });
  }

  /** @type {ServerControl} */
  control = {
    tellToStop: async () => void this.#process.stdin.write("stop\n"),
    returned: async () => {
      const returned = this.events.find(({ kind }) => String(kind) === "returned");
      return returned ? { ...(returned.error && { error: returned.error }) } : null;
    },
    end: async () => {},
  };

  async stop() {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#process.exitCode !== null) return; // it has crashed
    const closed = once(this.#process, "close"); // after its last event has been read
    this.#process.stdin.end();
    await closed;
  }

  /**
   * Waits for an event.
   * @param {(event: LabEvent) => boolean} is
   * @param {number} [timeout] ms
   * @returns {Promise<LabEvent | null>} null after the timeout
   */
  event(is, timeout = 10_000) {
    return new Promise((resolve) => {
      const settle = (/** @type {LabEvent | null} */ found) => {
        clearTimeout(timer);
        this.#waiters.delete(check);
        resolve(found);
      };
      const check = () => {
        const found = this.events.find(is);
        if (found) settle(found);
      };
      const timer = setTimeout(() => settle(null), timeout);
      this.#waiters.add(check);
      check();
    });
  }

  /**
   * @param {string} _name
   * @param {AbortSignal} _signal
   * @param {{ plain?: boolean }} [options] plain: without TLS
   * @returns {Promise<Peer>}
   */
  async connect(_name, _signal, { plain = false } = {}) {
    const speaksTLS = this.#tls && !plain;
    const listening = await this.event(({ kind }) => kind === "listening");
    const port = Number(listening?.message?.split(":").at(-1));
    const buffer = new ReceiveBuffer();
    const options = { host: "127.0.0.1", port, allowHalfOpen: true };
    const socket = speaksTLS
      ? tls.connect({ ...options, rejectUnauthorized: false })
      : net.connect(options);
    this.#sockets.add(socket);
    receive(socket, buffer);
    const opened = speaksTLS ? "secureConnect" : "connect";
    await Promise.race([once(socket, opened), once(socket, "close")]).catch(() => {});
    if (buffer.closed) throw new Failure(`It could not connect: ${buffer.closed.detail}.`);
    const peer = `127.0.0.1:${socket.localPort}`;
    await this.event((event) => event.kind === "accept" && event.peer === peer, ACCEPT_TIMEOUT);
    return {
      buffer,
      send: (bytes) => void socket.write(bytes),
      halfClose: () => void socket.end(),
      close: () => void socket.destroy(),
      reset: () => void socket.resetAndDestroy(),
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
      readSlowly: () => {
        throw new Error("not needed so far");
      },
    };
  }
}

/**
 * @param {net.Socket} socket
 * @param {ReceiveBuffer} buffer
 */
function receive(socket, buffer) {
  let reason = "closed";
  socket.on("data", (bytes) => buffer.push(new Uint8Array(bytes)));
  socket.on("end", () => buffer.endOfStream());
  socket.on("error", ({ message }) => {
    reason = message;
  });
  socket.on("close", () => buffer.close({ reason, detail: reason }));
}
