// What is measured: the built program, serving on a free port; its export,
// served as a good static host does; and Chromium.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { args, executablePath } from "../../e2e/chromium.js";
import { serveFiles } from "./files.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const program = path.join(root, "bin", "socketschool");

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
  for (const needed of [program, executablePath]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: see the README`);
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), "socketschool-bench-"));
  const playground = spawn(
    program,
    ["serve", "--listen", "127.0.0.1:0", "--clients-per-lab=2000"],
    {
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const host = await address(playground);
  await run(program, ["export", path.join(folder, "site")]);
  const files = await serveFiles(path.join(folder, "site"));
  const browser = await chromium.launch({ executablePath, args });
  const machine = `${os.cpus().length} cores (${os.cpus()[0]?.model}), ${os.type()} ${os.release()}, Chromium ${browser.version()}`;
  await browser.close();
  return {
    host,
    site: files.url,
    machine,
    launch: (more = []) => chromium.launch({ executablePath, args: [...args, ...more] }),
    end: async () => {
      files.close();
      playground.kill("SIGINT");
      await once(playground, "exit");
      await rm(folder, { recursive: true });
    },
  };
}

/** @param {import("node:child_process").ChildProcess} playground */
async function address(playground) {
  const output = /** @type {import("node:stream").Readable} */ (playground.stdout);
  for await (const text of createInterface({ input: output })) {
    const found = text.match(/https?:\/\/\S+/);
    if (found) return found[0].replace(/\/$/, "");
  }
  throw new Error(`${program} ended before it printed its address`);
}

/**
 * @param {string} command
 * @param {string[]} more
 */
async function run(command, more) {
  const child = spawn(command, more, { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${command} ${more.join(" ")} ended with ${code}`);
}
