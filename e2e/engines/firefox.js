// Debian's Firefox, without a window, through WebDriver BiDi. FIREFOX names
// another.

import puppeteer from "puppeteer-core";
import { endGroup, installed } from "./engine.js";

export const name = "Firefox";
export const workers = 3;

const executablePath = process.env.FIREFOX ?? "/usr/bin/firefox-esr";

export function missing() {
  return installed(executablePath) ? null : "firefox-esr";
}

/** @type {import("./engine.js").Start} */
export async function start(folder, signal) {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    userDataDir: folder,
    env: { ...process.env, HOME: folder, TMPDIR: folder },
    defaultViewport: { width: 1440, height: 900 },
    protocolTimeout: 120_000,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    signal,
  });
  const child = browser.process();
  return {
    version: (await browser.version()).replace(/^\w+\//, ""),
    lost: new Promise((resolve) => {
      child?.once("exit", (code, by) => resolve(`it ended with ${by ?? code}`));
    }),
    async open() {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      return {
        goto: async (url) => void (await page.goto(url)),
        click: (selector) => page.click(selector),
        evaluate: /** @type {any} */ (page.evaluate.bind(page)),
        close: () => context.close(),
      };
    },
    async end() {
      // Firefox's own children are in its group.
      if (child) await endGroup(child);
    },
  };
}
