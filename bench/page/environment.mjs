// What is measured: the built program, serving on a free port; its export, as
// a good static host hands it out; and Chromium.

import os from "node:os";
import { chromium } from "@playwright/test";
import { args, executablePath } from "../../e2e/chromium.js";
import { exportSite, FileServer } from "../../e2e/export.js";
import { Playground } from "../../e2e/playground.js";

/**
 * @typedef {object} Place
 * @property {string} host where the playground is
 * @property {string} site where its export is
 * @property {string} machine
 * @property {(more?: string[]) => Promise<import("@playwright/test").Browser>} launch a browser
 *   without a cache or a past
 * @property {() => Promise<void>} end
 */

/** @returns {Promise<Place>} */
export async function environment() {
  const launch = (/** @type {string[]} */ more = []) =>
    chromium.launch({ executablePath, args: [...args, ...more] });
  const browser = await launch();
  const version = browser.version();
  await browser.close();
  const playground = new Playground(["--clients-per-lab=2000"]);
  await playground.start();
  const site = await exportSite({ base: "/" });
  const files = new FileServer(site.folder, { base: "/", coding: "br" });
  await files.start();
  return {
    host: playground.url,
    site: files.url.replace(/\/$/, ""),
    machine: `${os.cpus().length} cores (${os.cpus()[0]?.model}), ${os.type()} ${os.release()}, Chromium ${version}`,
    launch,
    end: async () => {
      await files.stop();
      await site.remove();
      await playground.end();
    },
  };
}
