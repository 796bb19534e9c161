// Starts a worker for one run of a server, and waits until the server listens. If that
// fails it terminates the worker.

import { scriptURL } from "../../core/trusted-types.js";
import { Problem } from "../transport.js";
import { exitReport, trapReport } from "./crash-report.js";

/** @import { LabInfo } from "../transport.js" */

const LISTEN_TIMEOUT = 10_000; // ms, from the loaded module to the listener

/**
 * @param {object} options
 * @param {string} options.workerURL
 * @param {Promise<WebAssembly.Module>} options.module
 * @param {string} options.program slug in the module
 * @returns {Promise<{ worker: Worker, info: LabInfo }>} rejects with a Problem
 */
export async function startWorker({ workerURL, module, program }) {
  module.catch(() => {}); // avoids an unhandled rejection: `listening` reports the error
  const worker = makeLabWorker(workerURL);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let reason = SLOW;
  const listening = new Promise((resolve, reject) => {
    worker.onerror = (event) => {
      event.preventDefault();
      reject(notLoaded());
    };
    worker.onmessage = ({ data }) => {
      if (data.type === "running") reason = NO_MAIN;
      if (data.type === "listening") resolve(JSON.parse(data.lab));
      if (data.type === "exit") reject(notStarted(exitReport(data).error));
      if (data.type === "crashed") reject(notStarted(trapReport(data).error));
    };
    module.then((module) => {
      timer = setTimeout(() => reject(notStarted(reason)), LISTEN_TIMEOUT);
      worker.postMessage({ type: "run", module, program });
    }, reject);
  });
  try {
    return { worker, info: await listening };
  } catch (error) {
    worker.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
    worker.onmessage = worker.onerror = null;
  }
}

const SLOW = "It does not listen after ten seconds: the computer may be busy.";

/** Before its main, which listens, a program runs these alone. */
const NO_MAIN =
  "It does not come to Serve within ten seconds. Look for a loop without end in an init function, or in a function that a package variable calls.";

/**
 * @param {string} url
 * @returns {Worker} throws a Problem
 */
export function makeLabWorker(url) {
  try {
    return new Worker(scriptURL(url), { name: "lab" });
  } catch (error) {
    console.info(`no worker: ${error}`);
    throw notLoaded();
  }
}

export function notLoaded() {
  return new Problem(
    "unreachable",
    "The lab's script could not be loaded.",
    "Check the connection and try again; if that does not help, reload the page.",
    { canUseOtherTransport: true },
  );
}

/** @param {string} reason */
function notStarted(reason) {
  return new Problem("refused", "The program did not start.", reason, {
    canUseOtherTransport: true,
  });
}
