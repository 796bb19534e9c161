// One learner at the page: from the click on Run to a server that listens.

import { at } from "../report/stats.mjs";

/**
 * @typedef {import("./environment.mjs").Place} Place
 * @typedef {import("../report/table.mjs").Row} Row
 * @typedef {import("@playwright/test").Page} Page
 */

const RUNS = 40;
const OPENED = 7;

/**
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function run(place) {
  const browser = await place.launch();
  try {
    const page = await browser.newPage();
    const opened = [];
    for (let i = 0; i < OPENED; i++) opened.push(await openCode(page, place.host));
    const took = [];
    for (let i = 0; i < RUNS; i++) took.push(await editAndRun(page, i));
    const sorted = took.toSorted((a, b) => a - b);
    const openings = opened.toSorted((a, b) => a - b);
    return [
      {
        what: "Code first opened to a cursor, p50",
        figure: at(openings, 0.5),
        unit: "ms",
        most: 400,
      },
      { what: "Run to listening, alone, p50", figure: at(sorted, 0.5), unit: "ms", most: 600 },
      { what: "the same, p95", figure: at(sorted, 0.95), unit: "ms", most: 1000 },
    ];
  } finally {
    await browser.close();
  }
}

/**
 * @param {Page} page
 * @param {string} host
 * @returns {Promise<number>} ms from the click on Code until the editor has the focus or takes it
 */
async function openCode(page, host) {
  await page.goto(`${host}/lessons/echo`, { waitUntil: "networkidle" });
  return page.evaluate(async () => {
    const choice = [...document.querySelectorAll("button, a")].find(
      ({ textContent }) => textContent?.trim() === "Code",
    );
    const began = performance.now();
    /** @type {HTMLElement} */ (choice).click();
    const text = () =>
      /** @type {HTMLElement | null} */ (document.querySelector("code-view .cm-content"));
    while (!text()?.offsetParent) await new Promise(requestAnimationFrame);
    text()?.focus();
    return performance.now() - began;
  });
}

/**
 * @param {Page} page
 * @param {number} i
 * @returns {Promise<number>} ms from the key to the learner's version listening
 */
async function editAndRun(page, i) {
  const text = page.locator("code-view .cm-content").first();
  await text.focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(`\nfunc init() { _ = "run ${i} of ${Date.now()}" }`);
  await page.evaluate(() => {
    const { session } = /** @type {any} */ (document.querySelector("socket-lab"));
    const former = session.info?.id;
    Object.assign(window, {
      listening: new Promise((resolve) => {
        const end = new AbortController();
        const look = () => {
          if (session.state !== "listening" || session.info.id === former || !session.version)
            return;
          end.abort();
          resolve(performance.now());
        };
        session.events.on("change", look, end.signal);
      }),
    });
    const began = () => Object.assign(window, { began: performance.now() });
    addEventListener("keydown", ({ key }) => key === "Enter" && began(), { capture: true });
  });
  await page.keyboard.press("Control+Enter");
  return page.evaluate(async () => {
    const all = /** @type {any} */ (window);
    return (await all.listening) - all.began;
  });
}
