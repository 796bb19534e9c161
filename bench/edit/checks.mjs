// The checks of an exercise: from the question to the first result, with a build and
// without one, in modules of both builders.

import { readFile } from "node:fs/promises";
import { openWithBuilders } from "../../e2e/builders.js";
import { at } from "../report/stats.mjs";

/**
 * @typedef {import("./environment.mjs").Place} Place
 * @typedef {import("../report/table.mjs").Row} Row
 */

const RUNS = 20;
const FOLDER = new URL("../../lessons/01-echo/exercises/shout/", import.meta.url);

/**
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function checks(place) {
  const read = (/** @type {string} */ file) => readFile(new URL(file, FOLDER), "utf8");
  const checkFile = await read("check.go");
  const right = await read("solution/server.go");
  const wrong = await read("mistakes/half-characters.go");
  const browser = await place.launch();
  try {
    const page = await browser.newPage();
    const builders = await openWithBuilders(page, `${place.host}/lessons/echo`);
    const rows = [];
    for (const id of ["host", "tab"]) {
      if (!builders.includes(id)) continue;
      await page.evaluate(prepare, id);
      /** @type {{ first: number[], again: number[], verdict: number[] }} */
      const times = { first: [], again: [], verdict: [] };
      for (let i = 0; i < RUNS; i++) {
        const one = {
          id,
          checkFile,
          right: `${right}\n// ${id} ${i}\n`,
          wrong: `${wrong}\n// ${id} ${i}\n`,
        };
        const took = await page.evaluate(check, one);
        for (const key of /** @type {const} */ (["first", "again", "verdict"]))
          times[key].push(took[key]);
      }
      const place = id === "host" ? "host" : "tab";
      rows.push(
        ...row(`Check to first result, built by the ${place}`, times.first, 5000),
        ...row(`the same, nothing to build`, times.again, 1000),
        ...row(`all checks of a wrong answer to the verdict, nothing to build`, times.verdict),
      );
    }
    return rows;
  } finally {
    await browser.close();
  }
}

/**
 * @param {string} what
 * @param {number[]} took ms
 * @param {number} [most] aim of the p95
 * @returns {Row[]}
 */
function row(what, took, most) {
  const sorted = took.toSorted((a, b) => a - b);
  return [
    { what: `${what}, p50 of ${took.length}`, figure: at(sorted, 0.5), unit: "ms" },
    { what: "the same, p95", figure: at(sorted, 0.95), unit: "ms", ...(most && { most }) },
  ];
}

/**
 * Runs in the page.
 * @param {string} id
 */
async function prepare(id) {
  const builder = /** @type {any} */ (globalThis).socketschoolTest.builders[id];
  if (builder.fetch && !(await builder.fetched())) await builder.fetch();
}

/**
 * Runs in the page. The times are from the question, which includes the build for the
 * first one, to the first check's result, and to the last result of the wrong answer.
 * @param {{ id: string, checkFile: string, right: string, wrong: string }} one
 */
async function check({ id, checkFile, right, wrong }) {
  const test = /** @type {any} */ (globalThis).socketschoolTest;
  const exercise = { name: "shout", checkFile };
  const build = async (/** @type {string} */ text) => {
    const built = await test.builders[id].build("echo", { "server.go": text }, { exercise });
    if (built.problems) throw new Error(JSON.stringify(built.problems));
    return built.module;
  };
  const firstResult = async (
    /** @type {WebAssembly.Module} */ module,
    /** @type {number} */ began,
  ) => {
    let first = 0;
    const update = (/** @type {{ type: string }} */ { type }) => {
      if (type === "result" && first === 0) first = performance.now() - began;
    };
    await test.check(module, { update });
    return first;
  };
  let began = performance.now();
  const module = await build(right);
  const first = await firstResult(module, began);
  const again = await firstResult(module, performance.now());
  const mistaken = await build(wrong);
  began = performance.now();
  await test.check(mistaken, {});
  return { first, again, verdict: performance.now() - began };
}
