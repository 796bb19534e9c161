// Builds the module that runs in the tab, with and without package crypto, of which
// crypto/tls is half of the module, and which most lessons do not need. The result depends only on the
// source and the toolchain, not on the folder or the commit, so that unchanged
// source keeps its file name, and stays in caches.

import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { writeOverlay } from "./naive.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.dirname(here);

/** The folder of the modules, for static/build.mjs. */
export const built = path.join(here, "built");

export const WASM_EXEC = path.join(built, "wasm_exec.js");

/** @type {Record<string, string[]>} file name to build tags */
export const MODULES = { "tab.wasm": ["notls"], "tab-tls.wasm": [] };

export const run = promisify(execFile);

/**
 * Packages whose functions are not inlined: they run seldom, and each is smaller so. With
 * brotli the module without crypto/tls loses 34 KB of 1,130 (Go 1.26).
 */
const NOT_INLINED = [
  "encoding/json",
  "fmt",
  "internal/strconv",
  "log/slog",
  "net",
  "reflect",
  "slices",
  "strconv",
  "time",
];

/**
 * @param {string[]} tags
 * @param {object} [options]
 * @param {string} [options.program] folder of its main package
 * @param {string} [options.overlay] file for -overlay; by default that of the naive versions
 * @returns {Promise<Uint8Array>} the module
 */
export async function buildModule(tags, { program = "./wasm", overlay } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "socketschool-wasm-"));
  try {
    const out = path.join(folder, "lab.wasm");
    const flags = ["-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid="];
    flags.push(...NOT_INLINED.map((name) => `-gcflags=${name}=-l`));
    flags.push("-overlay", overlay ?? (await writeOverlay(folder)), "-tags", tags.join(","));
    const args = ["build", ...flags, "-o", out, program];
    const env = { ...process.env, GOOS: "js", GOARCH: "wasm" };
    await run("go", args, { cwd: root, env });
    await run("go", ["run", "./compile/capmemory", out], { cwd: root });
    return await readFile(out);
  } catch (error) {
    const { stderr } = /** @type {{ stderr?: string }} */ (error);
    throw stderr ? new Error(`${program} does not build for the tab:\n${stderr}`) : error;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Copies wasm_exec.js of the toolchain that builds the modules: they must match. */
async function copyWasmExec() {
  const { stdout } = await run("go", ["env", "GOROOT"], { cwd: root });
  await copyFile(path.join(stdout.trim(), "lib", "wasm", "wasm_exec.js"), WASM_EXEC);
}

/** Replaces the modules. Each is renamed into place: readers see no partial file. */
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
