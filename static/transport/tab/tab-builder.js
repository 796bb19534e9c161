// Builds a learner's code in the tab: Go's own compiler and linker, as WebAssembly in a
// worker. The learner has to ask for them first, since they are large.

import { scriptURL } from "../../core/trusted-types.js";
import { Problem } from "../transport.js";
import { CompilerParts } from "./compiler/compiler-parts.js";
import { broken, noMemory, tooSlow } from "./compiler/part-problems.js";
import { PartStore } from "./compiler/part-store.js";

/**
 * @import { BuildOptions, BuildResult, Builder, Files } from "../builder.js"
 * @import { Compiler, FetchOptions } from "./compiler/compiler-parts.js"
 * @import { Part } from "./compiler/part-download.js"
 *
 * What the page says of the compiler, in data-compiler of `<code-view>`, which has the
 * program beside it.
 * @typedef {{ workerURL: string, parts: Part[] }} CompilerInfo
 *
 * @typedef {{ slug: string, port: number, tls: boolean }} Program
 */

const BUILD_TIMEOUT = 120_000; // ms
const MIN_MEMORY = 2; // GB of the device: the browser reports 0.25 to 8, or nothing

/** @implements {Builder} */
export class TabBuilder {
  id = /** @type {const} */ ("tab");
  #workerURL;
  #program;
  #parts;
  #compiled = false;

  /**
   * @param {CompilerInfo} info
   * @param {Program} program whose code is built
   */
  constructor({ workerURL, parts }, program) {
    this.#workerURL = workerURL;
    this.#program = program;
    // An origin may have several such sites.
    const folder = new URL(".", new URL(workerURL, document.baseURI)).href;
    this.#parts = new CompilerParts(parts, new PartStore(`socketschool compiler ${folder}`));
  }

  /** Whether this browser can run the compiler. */
  get available() {
    const { deviceMemory = MIN_MEMORY } = /** @type {{ deviceMemory?: number }} */ (navigator);
    return (
      deviceMemory >= MIN_MEMORY && "Worker" in globalThis && "DecompressionStream" in globalThis
    );
  }

  /** Bytes that a fetch takes over the network. */
  get bytes() {
    return this.#parts.bytes;
  }

  /** @returns {Promise<boolean>} whether the compiler is in this browser */
  fetched() {
    return this.#parts.fetched();
  }

  /**
   * Fetches the compiler, and the browser keeps it.
   * @param {FetchOptions} [options]
   * @returns {Promise<void>} rejects with a Problem, or with the signal's reason
   */
  fetch(options) {
    return this.#parts.fetch(options);
  }

  /**
   * @param {string} _lesson
   * @param {Files} files
   * @param {BuildOptions} [options]
   * @returns {Promise<BuildResult>} rejects with a Problem, or with the signal's reason
   */
  async build(_lesson, files, { exercise, progress, signal } = {}) {
    signal?.throwIfAborted();
    if (!this.#compiled) progress?.({ step: "preparing" });
    const compiler = await this.#parts.load();
    this.#compiled = true;
    signal?.throwIfAborted();
    const program = { ...this.#program, ...(exercise && { checks: exercise.checkFile }) };
    const request = { program, files };
    const result = await this.#run(compiler, request, { progress, signal });
    if ("problems" in result) return result;
    return { module: await WebAssembly.compile(result.module) };
  }

  /**
   * Runs a build in a worker of its own, and ends the worker.
   * @param {Compiler} compiler
   * @param {object} request
   * @param {BuildOptions} options
   * @returns {Promise<any>} the worker's last message
   */
  async #run(compiler, request, { progress, signal }) {
    const worker = startWorker(this.#workerURL);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let abort = () => {};
    try {
      return await new Promise((resolve, reject) => {
        abort = () => reject(signal?.reason);
        signal?.addEventListener("abort", abort);
        timer = setTimeout(() => reject(tooSlow()), BUILD_TIMEOUT);
        worker.onerror = (event) => {
          event.preventDefault();
          reject(notLoaded());
        };
        worker.onmessage = ({ data }) => {
          if (data.type === "step") progress?.({ step: data.step });
          else if (data.type === "failed") reject(data.memory ? noMemory() : broken(data.reason));
          else resolve(data);
        };
        worker.postMessage({ ...compiler, request });
      });
    } catch (error) {
      // Copying the archives to the worker takes 70 MB.
      throw error instanceof RangeError || isCloneError(error) ? noMemory() : error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      worker.terminate();
    }
  }
}

/** @param {unknown} error */
function isCloneError(error) {
  return error instanceof DOMException && error.name === "DataCloneError";
}

/** @param {string} url */
function startWorker(url) {
  try {
    return new Worker(scriptURL(url), { name: "compiler" });
  } catch (error) {
    console.info(`no worker: ${error}`);
    throw notLoaded();
  }
}

function notLoaded() {
  return new Problem(
    "unreachable",
    "The compiler's script could not be loaded.",
    "Check the connection and run it again; if that does not help, reload the page.",
  );
}
