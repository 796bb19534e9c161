// Plays all Try its and runs a changed program in the engines that are named, or in all: `node
// e2e/engines/main.js [firefox] [webkit]`. Chromium's tests are e2e/*.spec.js.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Playground } from "../playground.js";
import { tryIts } from "../try-its.js";
import { editAndRun } from "./edit.js";
import * as firefox from "./firefox.js";
import { jobs, playLesson } from "./tryits.js";
import * as webkit from "./webkit.js";

/** How many Try its there are, on the host and in the tab. */
const TRY_ITS = 2 * [...tryIts.values()].reduce((sum, n) => sum + n);

/**
 * @typedef {import("./engine.js").Engine} Engine
 * @typedef {import("./engine.js").Kind} Kind
 * @typedef {import("./tryits.js").Page} Page
 */

/** @type {Record<string, Kind>} */
const KINDS = { firefox, webkit };
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** An error that is reported by its message alone, without a stack. */
class ReportedError extends Error {}

/**
 * Starts an engine in a temporary folder, and removes both after use.
 * @param {Kind} kind
 * @param {AbortSignal} signal
 * @param {(engine: Engine) => Promise<void>} use
 */
async function withEngine(kind, signal, use) {
  const packages = kind.missing();
  if (packages) throw new ReportedError(`${kind.name} is missing: apt install ${packages}`);
  const folder = await mkdtemp(path.join(tmpdir(), "socketschool-engine-"));
  try {
    const engine = await kind.start(folder, signal).catch((error) => {
      signal.throwIfAborted();
      throw new ReportedError(`${kind.name} did not start: ${firstLine(error)}`);
    });
    try {
      const lost = engine.lost.then((why) => {
        throw new ReportedError(`${kind.name} crashed: ${why}`);
      });
      await Promise.race([use(engine), lost, aborted(signal)]);
    } finally {
      await engine.end();
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
function aborted(signal) {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  });
}

/**
 * @param {Kind} kind
 * @param {string} label
 * @param {unknown} error
 */
function crash(kind, label, error) {
  return new ReportedError(`${kind.name} crashed or lost its page (${label}): ${firstLine(error)}`);
}

/** @param {unknown} error */
function firstLine(error) {
  if (!(error instanceof Error)) return String(error);
  return error.message.split("\n")[0] || error.name;
}

/**
 * Plays all lessons in one engine, several at a time.
 * @param {Kind} kind
 * @param {string} site
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} whether all went as written
 */
async function test(kind, site, signal) {
  const begin = Date.now();
  const queue = [...jobs];
  let played = 0;
  let good = true;
  /**
   * Uses a page of its own for a test.
   * @param {Engine} engine
   * @param {string} label
   * @param {(page: Page) => Promise<string>} use returns what was done
   */
  const withPage = async (engine, label, use) => {
    const from = Date.now();
    const page = await engine.open().catch((error) => {
      throw crash(kind, label, error);
    });
    try {
      const done = await use(page);
      console.log(`  ok    ${kind.name}, ${label}: ${done}, ${seconds(from)}`);
    } catch (error) {
      // Any other error means that the engine does not answer any more.
      if (!(error instanceof assert.AssertionError)) throw crash(kind, label, error);
      good = false;
      const message = error.message.replaceAll("\n", "\n        ");
      console.log(`  FAIL  ${kind.name}, ${label}: ${message}`);
    }
    await page.close();
  };
  await withEngine(kind, signal, async (engine) => {
    console.log(`${kind.name} ${engine.version}`);
    const work = async () => {
      for (let job = queue.shift(); job && !signal.aborted; job = queue.shift()) {
        const { lesson, place } = job;
        const label = `${lesson}, ${place === "host" ? "on the host" : "in the tab"}`;
        await withPage(engine, label, async (page) => {
          const count = await playLesson(page, site, { lesson, place });
          played += count;
          return `${count} Try its`;
        });
      }
    };
    await Promise.all(Array.from({ length: kind.workers }, work));
    for (const place of /** @type {const} */ (["host", "tab"]))
      await withPage(engine, `a changed program, by the ${place}'s builder`, (page) =>
        editAndRun(page, site, place),
      );
  });
  if (good) assert.equal(played, TRY_ITS, `Try its played in ${kind.name}`);
  console.log(`  ${kind.name}: ${played} of ${TRY_ITS} Try its went as written, ${seconds(begin)}`);
  return good;
}

/** @param {number} from */
function seconds(from) {
  return `${((Date.now() - from) / 1000).toFixed(1)} s`;
}

/**
 * @param {string[]} names
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>} whether all went as written
 */
async function main(names, signal) {
  const kinds = names.map((name) => {
    const kind = KINDS[name];
    if (!kind) throw new ReportedError(`${name} is none of ${Object.keys(KINDS).join(", ")}`);
    return kind;
  });
  const playground = new Playground([]);
  await playground.start();
  try {
    // The engines run side by side: a Try it mostly waits. The playground ends
    // after both.
    const tests = kinds.map((kind) => test(kind, playground.url, signal));
    const outcomes = await Promise.allSettled(tests);
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
    return outcomes.every((outcome) => outcome.status === "fulfilled" && outcome.value);
  } finally {
    await playground.end();
  }
}

const stop = new AbortController();
/** @type {NodeJS.Signals | null} */
let stoppedBy = null;
for (const signal of /** @type {(keyof typeof EXIT_CODES)[]} */ (Object.keys(EXIT_CODES))) {
  process.on(signal, () => {
    stoppedBy = signal;
    process.exitCode = EXIT_CODES[signal];
    stop.abort();
  });
}
try {
  const names = process.argv.slice(2);
  const good = await main(names.length > 0 ? names : Object.keys(KINDS), stop.signal);
  if (!good) process.exitCode = 1;
} catch (error) {
  if (stoppedBy) console.error(`stopped by ${stoppedBy}`);
  else {
    console.error(error instanceof ReportedError ? error.message : error);
    process.exitCode = 1;
  }
}
process.exit();
