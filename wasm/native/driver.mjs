// Runs the program native, and plays scripts against it over TCP, as the page does
// against a lab.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { createInterface } from "node:readline";
import tls from "node:tls";
import { promisify } from "node:util";
import { ReceiveBuffer } from "../../static/conversation/receive-buffer.js";
import { Failure } from "../../static/conversation/run.js";

/**
 * @import { Peer, ServerControl } from "../../static/conversation/run.js"
 * @import { ConnectOptions, LabEvent } from "../../static/transport/transport.js"
 */

const ACCEPT_TIMEOUT = 1000; // ms; a server that does not accept is waited for no longer

/** Programs whose clients speak TLS. */
const TLS_PROGRAMS = ["secure", "safe"];

/** A program that runs. */
export class NativeServer {
  /** @type {LabEvent[]} */
  events = [];
  /** @type {Set<() => void>} */
  #waiters = new Set();
  /** @type {Set<net.Socket>} */
  #sockets = new Set();
  #process;
  #binary;
  #tls;

  /**
   * @param {string} binary
   * @param {string} program slug
   */
  constructor(binary, program) {
    this.#process = spawn(binary, [program], { stdio: ["pipe", "pipe", "inherit"] });
    this.#binary = binary;
    this.#tls = TLS_PROGRAMS.includes(program.split("/")[0] ?? "");
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
   * @param {ConnectOptions & { mayBeRefused?: boolean }} [how]
   * @returns {Promise<Peer>}
   */
  async connect(_name, _signal, { plain = false, from, mayBeRefused = false, ...way } = {}) {
    const speaksTLS = this.#tls && !plain;
    const listening = await this.event(({ kind }) => kind === "listening");
    const port = Number(listening?.message?.split(":").at(-1));
    const buffer = new ReceiveBuffer();
    const options = { host: "127.0.0.1", port, localAddress: from, allowHalfOpen: true };
    const socket = speaksTLS
      ? tls.connect({ ...options, ...(await this.#secureOptions(way)) })
      : net.connect(options);
    this.#sockets.add(socket);
    receive(socket, buffer);
    const opened = speaksTLS ? "secureConnect" : "connect";
    await Promise.race([once(socket, opened), once(socket, "close")]).catch(() =>
      once(socket, "close"),
    );
    if (buffer.closed && !mayBeRefused)
      throw new Failure(`It could not connect: ${buffer.closed.detail}.`);
    const peer = `${socket.localAddress}:${socket.localPort}`;
    if (!buffer.closed)
      await this.event((event) => event.kind === "accept" && event.peer === peer, ACCEPT_TIMEOUT);
    return {
      buffer,
      mayBeRefused,
      send: (bytes) => void socket.write(bytes),
      halfClose: () => void socket.end(),
      close: () => void socket.destroy(),
      reset: () => void socket.resetAndDestroy(),
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
      readSlowly: notNeeded,
      setNetwork: notNeeded,
      vanish: notNeeded,
    };
  }

  /**
   * @param {ConnectOptions} way
   * @returns {Promise<tls.ConnectionOptions>}
   */
  async #secureOptions({ certificate, authority = "school", minVersion, maxVersion }) {
    /** @type {tls.ConnectionOptions} */
    const options = { rejectUnauthorized: false };
    if (minVersion) options.minVersion = /** @type {tls.SecureVersion} */ (`TLSv${minVersion}`);
    if (maxVersion) options.maxVersion = /** @type {tls.SecureVersion} */ (`TLSv${maxVersion}`);
    if (certificate) {
      const args = ["certificate", certificate, authority];
      options.cert = options.key = (await promisify(execFile)(this.#binary, args)).stdout;
    }
    return options;
  }
}

/** What no script that plays here does. */
function notNeeded() {
  throw new Error("not needed so far");
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
