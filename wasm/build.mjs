// Builds the program that runs in the tab: once for the lessons whose servers
// speak plain TCP, once for all, since crypto/tls is half of the module. What
// is built depends on the source and the toolchain alone, not on the folder or
// the commit, so that unchanged source keeps its name in every cache.

import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { capMemory } from "./memory.mjs";

const PAGES = 4096; // of 64 KiB: 256 MiB

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);

/** Where the modules lie for static/build.mjs. */
export const built = path.join(here, "built");

export const WASM_EXEC = path.join(built, "wasm_exec.js");

/** @type {Record<string, string[]>} file name to build tags */
export const MODULES = { "tab.wasm": ["notls"], "tab-tls.wasm": [] };

const run = promisify(execFile);

/**
 * @param {string[]} tags
 * @returns {Promise<Uint8Array>} the module
 */
export async function buildModule(tags) {
  const folder = await mkdtemp(path.join(tmpdir(), "socketschool-wasm-"));
  try {
    const out = path.join(folder, "lab.wasm");
    const flags = ["-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid="];
    const args = ["build", ...flags, "-tags", tags.join(","), "-o", out, "./wasm"];
    const env = { ...process.env, GOOS: "js", GOARCH: "wasm" };
    await run("go", args, { cwd: root, env });
    return capMemory(await readFile(out), PAGES);
  } catch (error) {
    const { stderr } = /** @type {{ stderr?: string }} */ (error);
    throw stderr ? new Error(`the program for the tab does not build:\n${stderr}`) : error;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * The JavaScript of the toolchain that has built the modules lies beside them:
 * the two belong together, whatever toolchain there is tomorrow.
 */
async function copyWasmExec() {
  const { stdout } = await run("go", ["env", "GOROOT"], { cwd: root });
  await copyFile(path.join(stdout.trim(), "lib", "wasm", "wasm_exec.js"), WASM_EXEC);
}

/** Whoever reads a module meanwhile gets the old one or the new one, whole. */
async function main() {
  await mkdir(built, { recursive: true });
  await copyWasmExec();
  for (const [name, tags] of Object.entries(MODULES)) {
    const file = path.join(built, name);
    await writeFile(`${file}.new`, await buildModule(tags));
    await rename(`${file}.new`, file);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
