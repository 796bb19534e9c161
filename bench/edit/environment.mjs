// What is measured: the built program on a free port, whose archives are ready.

import os from "node:os";
import { chromium } from "@playwright/test";
import { args, executablePath } from "../../e2e/chromium.js";
import { Learner, variant } from "../../e2e/learner.js";
import { Playground } from "../../e2e/playground.js";

/**
 * @typedef {object} Place
 * @property {string} host where the playground is
 * @property {number} pid of the playground
 * @property {string} machine
 * @property {() => Promise<import("@playwright/test").Browser>} launch
 * @property {() => Promise<void>} end
 */

/** @returns {Promise<Place>} */
export async function environment() {
  const launch = () => chromium.launch({ executablePath, args });
  const playground = new Playground([]);
  await playground.start();
  const first = await new Learner(playground.url).build(variant("first"));
  if (!("module" in first)) throw new Error(`the first build fails: ${JSON.stringify(first)}`);
  return {
    host: playground.url,
    pid: playground.pid,
    machine: `${os.cpus().length} cores (${os.cpus()[0]?.model}), ${os.type()} ${os.release()}`,
    launch,
    end: () => playground.end(),
  };
}
