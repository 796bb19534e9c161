// What helps a learner who types Go, from a worker.

/**
 * @import { CodeProblem, Files } from "../transport/builder.js"
 *
 * @typedef {object} Completion
 * @property {string} label
 * @property {"function" | "method" | "field" | "variable" | "constant" | "type" | "package"} kind
 * @property {string} signature type, or type and value, or import path
 * @property {string} doc first sentence of the doc comment, or empty
 * @property {Insertion} [import] imports the package, or that of the member
 *
 * Text to insert at an offset in UTF-16 code units.
 * @typedef {{ offset: number, text: string }} Insertion
 * @typedef {Insertion & { title: string }} Fix mends a problem of the file it is in
 * @typedef {CodeProblem & { fix?: Fix }} CheckedProblem
 *
 * @typedef {{ text: string } | { problems: CodeProblem[] }} Formatted
 *
 * A call that waits rejects with an AbortError when the same method is called again. A
 * call rejects with a Problem where the tools cannot be fetched, and with a ToolsError
 * where they do not answer.
 * @typedef {object} CodeTools
 * @property {(files: Files) => Promise<CheckedProblem[]>} check takes all files of the package
 * @property {(name: string, text: string) => Promise<Formatted>} format
 * @property {(files: Files, file: string, offset: number) => Promise<Completion[]>} complete
 *   returns what can stand at an offset, in UTF-16 code units
 */

import { ModuleLoader } from "../transport/tab/module-loader.js";
import { fetchLibrary } from "./fetch-library.js";
import { LatestQueue } from "./latest-queue.js";
import { ToolsError, ToolsWorker } from "./tools-worker.js";

const MAX_CRASHES = 3; // in a row, after which the worker is not started again

/**
 * The tools in a worker, which are loaded on the first call. A worker that crashes or
 * does not answer is replaced on the next call.
 * @implements {CodeTools}
 */
export class WorkerCodeTools {
  #options;
  #module;
  /** @type {Promise<ArrayBuffer> | null} */
  #library = null;
  /** @type {ToolsWorker | null} */
  #worker = null;
  #crashes = 0;
  #queue = new LatestQueue();

  /**
   * @param {object} options
   * @param {string} options.workerURL
   * @param {string} options.moduleURL
   * @param {number} options.moduleBytes uncompressed
   * @param {string} options.libraryURL
   * @param {{ slug: string, port: number, tls: boolean }} options.program the lesson's
   * @param {number} [options.answerTimeout] ms, after which the worker is ended
   */
  constructor(options) {
    this.#options = options;
    this.#module = new ModuleLoader(options.moduleURL, options.moduleBytes);
  }

  /** @type {CodeTools["check"]} */
  check(files) {
    return this.call("check", { program: this.#options.program, files });
  }

  /** @type {CodeTools["format"]} */
  async format(name, text) {
    const { text: formatted, problems } = await this.call("format", { name, text });
    return problems ? { problems } : { text: formatted };
  }

  /** @type {CodeTools["complete"]} */
  complete(files, file, offset) {
    return this.call("complete", { files, file, offset });
  }

  /**
   * Calls a function of the Go program.
   * @param {string} tool the function's name
   * @param {unknown} argument
   * @param {string} [key] calls with the same key replace each other while they wait
   * @returns {Promise<any>} its result
   */
  call(tool, argument, key = tool) {
    return this.#queue.run(key, async () => {
      // One that runs is asked at once: what the page does next then costs no time.
      const worker = this.#running ?? (await this.#start());
      try {
        const result = await worker.ask(tool, argument);
        this.#crashes = 0;
        return result;
      } finally {
        if (worker.ended) this.#crashes++;
      }
    });
  }

  /** Ends the worker, for a page that needs the tools no longer. */
  close() {
    this.#worker?.end();
  }

  get #running() {
    return this.#worker?.ended ? null : this.#worker;
  }

  /** @returns {Promise<ToolsWorker>} a new one, when it runs */
  async #start() {
    if (this.#crashes >= MAX_CRASHES) throw new ToolsError("the tools crash again and again");
    this.#library ??= fetchLibrary(this.#options.libraryURL).catch((error) => {
      this.#library = null;
      throw error;
    });
    const [module, library] = await Promise.all([this.#module.load(), this.#library]);
    const worker = new ToolsWorker(this.#options.workerURL, this.#options.answerTimeout);
    try {
      await worker.start(module, library);
    } catch (error) {
      this.#crashes++;
      throw error;
    }
    this.#worker = worker;
    return worker;
  }
}
