// The real script of a lab's worker for tests in Node.js, in a thread.

import { once } from "node:events";
import { Worker as Thread } from "node:worker_threads";
import * as esbuild from "esbuild";
import { SCRIPTS } from "../../bundles.mjs";

/** What a worker's scope in a browser has, by means of the thread's port. */
const SCOPE = `
  const { parentPort } = require("node:worker_threads");
  globalThis.postMessage = (message) => parentPort.postMessage(message);
  globalThis.close = () => process.exit();
  const ERRORS = { error: "uncaughtException", unhandledrejection: "unhandledRejection" };
  globalThis.addEventListener = (type, listener) =>
    process.on(ERRORS[type], (error) =>
      listener({ preventDefault() {}, error, reason: error }));
  parentPort.on("message", (data) => globalThis.onmessage({ data }));
`;

/** @returns {Promise<string>} the bundled script */
export async function workerScript() {
  const options = SCRIPTS.find(
    ({ entryPoints }) =>
      Array.isArray(entryPoints) && String(entryPoints[0]).includes("transport/tab/worker"),
  );
  const { outputFiles } = await esbuild.build({ ...options, outdir: "unused", write: false });
  return outputFiles?.[0]?.text ?? "";
}

/** A worker that runs, and the messages that it has posted. */
export class LabWorker {
  /** @type {any[]} */
  messages = [];
  #thread;

  /** @param {string} script */
  constructor(script) {
    this.#thread = new Thread(`${SCOPE}\n${script}`, { eval: true });
    this.#thread.on("message", (message) => this.messages.push(message));
  }

  /** @param {object} message */
  post(message) {
    this.#thread.postMessage(message);
  }

  /**
   * @param {(message: any) => boolean} is
   * @returns {Promise<any>} the first message that is so
   */
  async next(is) {
    for (;;) {
      const found = this.messages.find(is);
      if (found) return found;
      await once(this.#thread, "message");
    }
  }

  end() {
    return this.#thread.terminate();
  }
}
