// Runs the checks of an exercise in workers. A worker's program reports each step; if it
// ends or hangs, the steps so far are the report.

import { Problem } from "../transport.js";
import { exitReport, trapReport, unresponsiveReport } from "./crash-report.js";
import { Heartbeat } from "./heartbeat.js";
import { makeLabWorker, notLoaded } from "./start-worker.js";

/**
 * @import { CheckOutcome, CheckResult, CheckStep, CheckUpdate } from "../checks.js"
 * @import { CrashReport } from "./crash-report.js"
 */

/**
 * @typedef {object} ChecksOptions
 * @property {string} workerURL
 * @property {WebAssembly.Module} module of an exercise
 * @property {string} program slug
 * @property {number[]} checks indexes of those to run, in order
 * @property {boolean} [goOn] after a failure
 * @property {(update: CheckUpdate) => void} [update] called with each state, in order
 * @property {AbortSignal} signal
 */

/**
 * Runs checks, each in a worker of its own: what a server keeps outlives no check.
 * @param {ChecksOptions} options
 * @returns {Promise<CheckResult[]>} rejects with a Problem, or with the signal's reason
 */
export async function runChecks({ checks, goOn = false, ...options }) {
  /** @type {CheckResult[]} */
  const results = [];
  for (const check of checks) {
    const result = await runCheck(check, options);
    results.push(result);
    if (result.outcome !== "passed" && !goOn) break;
  }
  return results;
}

/**
 * @param {number} check
 * @param {Omit<ChecksOptions, "checks" | "goOn">} options
 * @returns {Promise<CheckResult>}
 */
function runCheck(check, { workerURL, module, program, update, signal }) {
  signal.throwIfAborted();
  const run = new CheckRun(update ?? (() => {}));
  const worker = makeLabWorker(workerURL);
  return new Promise((resolve, reject) => {
    const heartbeat = new Heartbeat(
      () => {}, // the program beats without being asked
      (how) => {
        const report = unresponsiveReport(how, run.memory, run.lastSource);
        end(() => resolve(run.finish("hung", "The server does not let go.", report)));
      },
    );
    const abort = () => end(() => reject(signal.reason));
    const end = (/** @type {() => void} */ settle) => {
      heartbeat.stop();
      signal.removeEventListener("abort", abort);
      worker.terminate();
      settle();
    };
    signal.addEventListener("abort", abort);
    worker.onerror = (event) => {
      event.preventDefault();
      end(() => reject(notLoaded()));
    };
    worker.onmessage = ({ data }) => {
      heartbeat.pong();
      if (data.type === "update") run.take(JSON.parse(data.data));
      if (data.type === "memory") run.memory = data.bytes;
      if (data.type === "exit" || data.type === "crashed") {
        const report = data.type === "exit" ? exitReport(data) : trapReport(data);
        end(() => {
          if (data.code === 0 && run.result) resolve(run.result);
          else if (!run.begun) reject(notStarted(report.error));
          else resolve(run.finish("crashed", "The server has ended the program.", report));
        });
      }
    };
    worker.postMessage({ type: "run", module, program, check });
  });
}

/** What is known of a check so far. */
class CheckRun {
  /** @type {CheckResult | null} */
  result = null;
  memory = 0; // bytes
  begun = false;
  #update;
  #check = 0;
  #name = "";
  /** @type {CheckStep[]} */
  #steps = [];

  /** @param {(update: CheckUpdate) => void} update */
  constructor(update) {
    this.#update = update;
  }

  /** The line of the last event of the server. */
  get lastSource() {
    const events = this.#steps.flatMap(({ events }) => events ?? []);
    return events.findLast(({ source }) => source)?.source;
  }

  /** @param {CheckUpdate} update */
  take(update) {
    if (update.type === "check") {
      this.begun = true;
      this.#check = update.check;
      this.#name = update.name;
      this.#steps = []; // it may begin again
    } else if (update.type === "step") {
      this.#steps.splice(update.index, 1, update.step);
    } else {
      this.result = update.result;
    }
    this.#update(update);
  }

  /**
   * Makes a result of the check that was running when the program ended. A result that
   * the program has reported before does not hold: what the check left behind ended it.
   * @param {CheckOutcome} outcome
   * @param {string} why
   * @param {CrashReport} report
   */
  finish(outcome, why, { error, source }) {
    const steps = this.#steps;
    const last = steps.at(-1);
    if (last?.state === "running") Object.assign(last, { state: "failed", why });
    const result = {
      name: this.#name,
      outcome,
      steps,
      cause: error,
      ...(source && { source }),
    };
    this.take({ type: "result", check: this.#check, result });
    return result;
  }
}

/** @param {string} reason */
function notStarted(reason) {
  return new Problem("refused", "The checks did not start.", reason);
}
