// A Worker for tests in Node.js: the real script of the code tools' worker with the real
// program, in a thread.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { Worker as Thread } from "node:worker_threads";
import * as esbuild from "esbuild";
import { built } from "../../wasm/build.mjs";
import { SCRIPTS } from "../bundles.mjs";

/** What a worker's scope in a browser has, by means of the thread's port. */
const SCOPE = `
  const { parentPort } = require("node:worker_threads");
  globalThis.postMessage = (message) => parentPort.postMessage(message);
  parentPort.on("message", (data) => globalThis.onmessage({ data }));
`;

/** @returns {Promise<string>} the bundled script */
export async function workerScript() {
  const options = SCRIPTS.find(
    ({ entryPoints }) =>
      Array.isArray(entryPoints) && String(entryPoints[0]).includes("code-tools"),
  );
  const { outputFiles } = await esbuild.build({ ...options, outdir: "unused", write: false });
  return outputFiles?.[0]?.text ?? "";
}

/** @param {string} name of a file of the build */
export function builtFile(name) {
  return readFile(path.join(built, name));
}

/**
 * @param {string} script
 * @returns {typeof Worker}
 */
export function nodeWorker(script) {
  return /** @type {any} */ (
    class {
      onmessage = (/** @type {{ data: any }} */ _event) => {};
      onerror = (/** @type {any} */ _event) => {};
      #thread = new Thread(`${SCOPE}\n${script}`, { eval: true });

      constructor() {
        this.#thread.on("message", (data) => this.onmessage({ data }));
        this.#thread.on("error", (error) => this.onerror({ preventDefault() {}, message: error }));
      }

      /** @param {any} message */
      postMessage(message) {
        this.#thread.postMessage(message);
      }

      terminate() {
        this.#thread.terminate();
      }
    }
  );
}
