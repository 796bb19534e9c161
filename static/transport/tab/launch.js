// From a module to a server that listens: a worker of its own for each run.
// Whatever goes wrong on the way, no worker is left behind.

import { scriptURL } from "../../trusted.js";
import { Problem } from "../transport.js";
import { broke, exited } from "./faults.js";

/** @typedef {import("../transport.js").LabFacts} LabFacts */

const PATIENCE = 10_000; // ms, from the module to the listener

/**
 * @param {object} options
 * @param {string} options.workerURL
 * @param {Promise<WebAssembly.Module>} options.module
 * @param {string} options.lesson
 * @returns {Promise<{ worker: Worker, facts: LabFacts }>} rejects with a Problem
 */
export async function launch({ workerURL, module, lesson }) {
  module.catch(() => {}); // whoever is told of it, and be it nobody
  const worker = makeWorker(workerURL);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const listening = new Promise((resolve, reject) => {
    worker.onerror = (event) => {
      event.preventDefault();
      reject(notLoaded());
    };
    worker.onmessage = ({ data }) => {
      if (data.type === "listening") resolve(JSON.parse(data.lab));
      if (data.type === "exit") reject(notStarted(exited(data).error));
      if (data.type === "broken") reject(notStarted(broke(data).error));
    };
    module.then((module) => {
      timer = setTimeout(() => reject(notStarted(SLOW)), PATIENCE);
      worker.postMessage({ type: "run", module, lesson });
    }, reject);
  });
  try {
    return { worker, facts: await listening };
  } catch (error) {
    worker.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
    worker.onmessage = worker.onerror = null;
  }
}

const SLOW = "It does not listen after ten seconds: the computer may be busy.";

/** @param {string} url */
function makeWorker(url) {
  try {
    return new Worker(scriptURL(url), { name: "lab" });
  } catch (error) {
    console.info(`no worker: ${error}`);
    throw notLoaded();
  }
}

function notLoaded() {
  return new Problem(
    "unreachable",
    "The lab's script could not be loaded.",
    "Check the connection and try again; if that does not help, reload the page.",
    { elsewhere: true },
  );
}

/** @param {string} why */
function notStarted(why) {
  return new Problem("refused", "The program did not start.", why, { elsewhere: true });
}
