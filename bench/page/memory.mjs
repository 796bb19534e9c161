// What a lesson's tab holds: the private and shared memory (PSS) of Chromium's
// renderer, after garbage collection, with the server running in the tab. That
// is the page, its worker, the compiled module and the server together.

import { readFile } from "node:fs/promises";
import { metered, open } from "./lab.mjs";

const ROUNDS = 100;
const MB = 1e6;
const REST = 2000; // ms until a page holds no more than it needs

/**
 * @param {import("./measures.mjs").Place} place
 * @returns {Promise<import("./measures.mjs").Row[]>}
 */
export async function memory(place) {
  const browser = await place.launch(["--js-flags=--expose-gc"]);
  try {
    const page = await browser.newPage();
    await metered(page);
    await open(page, `${place.host}/lessons/echo`, "tab");
    const look = async () => {
      await page.waitForTimeout(REST);
      return (await held(browser, page)) / MB;
    };
    const before = await look();
    await page.evaluate(startAndStop, { rounds: 1, leave: true });
    const first = await look();
    await page.evaluate(startAndStop, { rounds: ROUNDS - 1, leave: true });
    const last = await look();
    await page.evaluate(startAndStop, { rounds: 0, leave: false });
    const stopped = await look();
    return [
      { what: "Memory of the lesson's page before a run", figure: before, unit: "MB" },
      { what: "with the server running in the tab", figure: first, unit: "MB" },
      {
        what: "the same, above the first, after 100 starts and stops",
        figure: last - first,
        unit: "MB",
        most: 20,
      },
      {
        what: "stopped, above what it was before (the compiled module stays)",
        figure: stopped - before,
        unit: "MB",
      },
    ];
  } finally {
    await browser.close();
  }
}

/**
 * Runs in the page: stops what runs, then starts and stops; may leave one running.
 * @param {{ rounds: number, leave: boolean }} what
 */
async function startAndStop({ rounds, leave }) {
  const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
  await session.stop();
  for (let round = 0; round < rounds; round++) {
    await session.start();
    if (session.state !== "listening") throw new Error(`the lab is ${session.state}`);
    if (round < rounds - 1 || !leave) await session.stop();
  }
}

/**
 * @param {import("@playwright/test").Browser} browser
 * @param {import("@playwright/test").Page} page
 */
async function held(browser, page) {
  const session = await page.context().newCDPSession(page);
  for (let turn = 0; turn < 3; turn++) await session.send("HeapProfiler.collectGarbage");
  await session.detach();
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  await system.detach();
  let sum = 0;
  for (const { type, id } of processInfo) {
    if (type !== "renderer") continue;
    const text = await readFile(`/proc/${id}/smaps_rollup`, "utf8");
    sum += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024;
  }
  return sum;
}
