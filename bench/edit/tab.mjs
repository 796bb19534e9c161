// Building in the tab: the first build once the compiler is there, later ones, the size
// of what is fetched, and the peak of the renderer's resident memory.

import { readFile } from "node:fs/promises";
import { openWithBuilders } from "../../e2e/builders.js";
import { at } from "../report/stats.mjs";

/**
 * @typedef {import("./environment.mjs").Place} Place
 * @typedef {import("../report/table.mjs").Row} Row
 */

const BUILDS = 20;
const MB = 1e6;

/**
 * @param {Place} place
 * @returns {Promise<Row[]>} none where the compiler is not in the program
 */
export async function tab(place) {
  const source = await readFile(new URL("../../server/echo/server.go", import.meta.url), "utf8");
  const browser = await place.launch();
  try {
    const page = await browser.newPage();
    const builders = await openWithBuilders(page, `${place.host}/lessons/echo`);
    if (!builders.includes("tab")) {
      console.error("in the tab: not measured, since `task compiler` has not run");
      return [];
    }
    const { bytes, fetched } = await page.evaluate(fetchCompiler);
    /** @type {number[]} */
    const took = [];
    for (let i = 0; i <= BUILDS; i++) took.push(await page.evaluate(build, `${source}\n// ${i}\n`));
    const [first = Number.NaN, ...later] = took;
    const sorted = later.toSorted((a, b) => a - b);
    return [
      { what: "In the tab: the compiler, over the network", figure: bytes / MB, unit: "MB" },
      { what: "fetched from this machine and compiled", figure: fetched, unit: "ms" },
      { what: "first build after that", figure: first, unit: "ms", most: 6000 },
      { what: `later builds, p50 of ${BUILDS}`, figure: at(sorted, 0.5), unit: "ms", most: 1200 },
      { what: "the same, p95", figure: at(sorted, 0.95), unit: "ms" },
      {
        what: "peak memory of the page and its workers",
        figure: (await peak(browser)) / MB,
        unit: "MB",
      },
    ];
  } finally {
    await browser.close();
  }
}

/** Runs in the page. */
async function fetchCompiler() {
  const { tab } = /** @type {any} */ (globalThis).socketschoolTest.builders;
  const began = performance.now();
  await tab.fetch();
  return { bytes: tab.bytes, fetched: performance.now() - began };
}

/**
 * Runs in the page.
 * @param {string} text of server.go
 */
async function build(text) {
  const { tab } = /** @type {any} */ (globalThis).socketschoolTest.builders;
  const began = performance.now();
  const { problems } = await tab.build("echo", { "server.go": text });
  if (problems) throw new Error(JSON.stringify(problems));
  return performance.now() - began;
}

/**
 * @param {import("@playwright/test").Browser} browser
 * @returns {Promise<number>} bytes, of the renderer that had the most
 */
async function peak(browser) {
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  await system.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  const peaks = renderers.map(async ({ id }) => {
    const text = await readFile(`/proc/${id}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024;
  });
  return Math.max(...(await Promise.all(peaks)));
}
