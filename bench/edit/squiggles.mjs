// A learner who types: how long the code tools take to load, and from a key to its
// squiggle.

import { at } from "../report/stats.mjs";

/**
 * @typedef {import("./environment.mjs").Place} Place
 * @typedef {import("../report/table.mjs").Row} Row
 * @typedef {import("@playwright/test").Page} Page
 */

const LOADS = 5;
const KEYS = 200;

/**
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function squiggles({ host, launch }) {
  const loads = [];
  for (let i = 0; i < LOADS; i++) {
    const browser = await launch();
    loads.push(await openCode(await browser.newPage(), host));
    await browser.close();
  }
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await openCode(page, host);
    const keys = (await timeKeys(page)).toSorted((a, b) => a - b);
    return [
      {
        what: "Code opened to its first check, in a new browser, p50",
        figure: at(
          loads.toSorted((a, b) => a - b),
          0.5,
        ),
        unit: "ms",
      },
      { what: "Key to squiggle, p50", figure: at(keys, 0.5), unit: "ms" },
      { what: "the same, p95", figure: at(keys, 0.95), unit: "ms", most: 20 },
    ];
  } finally {
    await browser.close();
  }
}

/**
 * @param {Page} page
 * @param {string} host
 * @returns {Promise<number>} ms from the click on Code to the first check's answer
 */
async function openCode(page, host) {
  await page.goto(`${host}/lessons/echo`, { waitUntil: "networkidle" });
  return page.evaluate(async () => {
    const choice = [...document.querySelectorAll("code-view button")].find(
      ({ textContent }) => textContent?.trim() === "Code",
    );
    const began = performance.now();
    /** @type {HTMLElement} */ (choice).click();
    while (!document.querySelector(".code-checked")?.textContent)
      await new Promise((resolve) => setTimeout(resolve, 5));
    return performance.now() - began;
  });
}

/**
 * Types a letter that is a fault and removes it, again and again.
 * @param {Page} page
 * @returns {Promise<number[]>} ms from each letter until it is marked
 */
async function timeKeys(page) {
  await page.evaluate(() => {
    const editor = /** @type {HTMLElement} */ (document.querySelector("code-view .cm-editor"));
    const marks = () => editor.querySelectorAll(".cm-lintRange-error").length;
    /** @type {number[]} */
    const took = [];
    let began = 0;
    let before = marks();
    new MutationObserver(() => {
      const former = before;
      before = marks();
      if (before <= former || began === 0) return; // a mark goes with its letter, unchecked
      took.push(performance.now() - began);
      began = 0;
    }).observe(editor, { subtree: true, childList: true, attributes: true });
    const key = () => {
      began = performance.now();
    };
    addEventListener("keydown", key, { capture: true });
    Object.assign(window, { took });
  });
  const count = () => page.evaluate(() => /** @type {any} */ (window).took.length);
  await page.locator("code-view .cm-content").first().focus();
  await page.keyboard.press("Control+End");
  for (let i = 0; i < KEYS; i++) {
    const former = await count();
    await page.keyboard.press("x");
    await page.waitForFunction((n) => /** @type {any} */ (window).took.length > n, former);
    await page.keyboard.press("Backspace");
    await page.waitForFunction(() => !document.querySelector("code-view .cm-lintRange-error"));
  }
  return page.evaluate(() => /** @type {any} */ (window).took);
}
