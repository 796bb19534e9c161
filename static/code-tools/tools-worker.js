import { scriptURL } from "../core/trusted-types.js";

/** The tools have no answer: they cannot be started, have crashed, or take too long. */
export class ToolsError extends Error {}

const START_TIMEOUT = 20_000; // ms, for the program to start
const ANSWER_TIMEOUT = 5_000; // ms; a check of 64 KiB takes a tenth of it

/** One worker with the program for the tools. It answers one request at a time. */
export class ToolsWorker {
  #worker;
  #answerTimeout;
  /** @type {{ resolve: (message: any) => void, reject: (error: Error) => void } | null} */
  #awaited = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  ended = false;

  /**
   * @param {string} url
   * @param {number} [answerTimeout] ms
   */
  constructor(url, answerTimeout = ANSWER_TIMEOUT) {
    this.#answerTimeout = answerTimeout;
    this.#worker = new Worker(scriptURL(url), { name: "code-tools" });
    this.#worker.onmessage = ({ data }) => this.#receive(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#fail("the worker cannot be started");
    };
  }

  /**
   * Starts the program. Call it first.
   * @param {WebAssembly.Module} module
   * @param {ArrayBuffer} library
   * @returns {Promise<unknown>} rejects with a ToolsError, and then the worker has ended
   */
  start(module, library) {
    return this.#send({ type: "start", module, library }, START_TIMEOUT);
  }

  /**
   * @param {string} tool
   * @param {unknown} argument
   * @returns {Promise<any>} the tool's result; rejects with a ToolsError
   */
  async ask(tool, argument) {
    const { result } = await this.#send({ type: "ask", tool, argument }, this.#answerTimeout);
    return result;
  }

  end() {
    this.#fail("the worker has been ended");
  }

  /**
   * @param {object} message
   * @param {number} timeout ms
   * @returns {Promise<any>} the answer
   */
  #send(message, timeout) {
    return new Promise((resolve, reject) => {
      this.#awaited = { resolve, reject };
      this.#timer = setTimeout(() => this.#fail(`no answer in ${timeout} ms`), timeout);
      this.#worker.postMessage(message);
    });
  }

  /** @param {{ type: string, error?: string, reason?: string }} message */
  #receive(message) {
    if (message.type === "crashed") return this.#fail(`the program has ended: ${message.reason}`);
    clearTimeout(this.#timer);
    if (message.type === "error") this.#awaited?.reject(new ToolsError(message.error));
    else this.#awaited?.resolve(message);
  }

  /** @param {string} reason */
  #fail(reason) {
    this.ended = true;
    clearTimeout(this.#timer);
    this.#worker.terminate();
    this.#awaited?.reject(new ToolsError(reason));
  }
}
