// Bundles what the pages load into static/built/. File names carry a hash of the
// content, so that browsers can cache them without limit. Each text and module
// has its gzip beside it, and in a release its brotli. manifest.json maps plain
// names to file names.
//
// wasm/build.mjs and wasm/codetools.mjs have to run first: they build the modules. Only their
// compressed forms are written, since they are large and nearly every browser
// accepts one of the two.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { MODULES, built as modules } from "../wasm/build.mjs";
import { CODE_TOOLS } from "../wasm/codetools.mjs";
import { compilerParts } from "../wasm/compiler/parts.mjs";
import { BUNDLES } from "./bundles.mjs";
import { compress, compressFile } from "./compress.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const built = path.join(here, "built");
const KEEP = "README.md"; // lets the folder exist in the repository
const hurry = !process.env.SOCKETSCHOOL_RELEASE; // the best compression takes 27 s

/** Name in the manifest, by the beginning of the file name in the font's package. */
const FONTS = {
  "inter-latin-wght-normal": "inter.woff2",
  "source-serif-4-latin-wght-normal": "source-serif.woff2",
  "jetbrains-mono-latin-wght-normal": "jetbrains-mono.woff2",
};

/** @typedef {Map<string, { file: string, bytes: number }>} Manifest by plain name */

/** @param {Manifest} manifest */
async function bundle(manifest) {
  const results = await Promise.all(
    BUNDLES.map((options) => esbuild.build({ ...options, outdir: built, metafile: true })),
  );
  for (const { outputs } of results.map(({ metafile }) => metafile)) {
    for (const [output, { entryPoint, bytes }] of Object.entries(outputs)) {
      const file = path.basename(output);
      if (entryPoint) manifest.set(path.basename(entryPoint), { file, bytes });
      const font = Object.entries(FONTS).find(([start]) => file.startsWith(start));
      if (font) manifest.set(font[1], { file, bytes });
      if (/\.(js|css)$/.test(file)) await compressFile(path.join(built, file));
    }
  }
}

/**
 * @param {Manifest} manifest
 * @param {string} source a file
 */
async function module(manifest, source) {
  const name = path.basename(source);
  const content = await readFile(source);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const file = name.replace(".", `-${hash}.`);
  await compress(path.join(built, file), content, { hurry });
  manifest.set(name, { file, bytes: content.length });
}

/**
 * Writes the manifest, then removes the files of an earlier build. In this order
 * there are always files to serve.
 * @param {Manifest} manifest
 */
async function finish(manifest) {
  const sorted = Object.fromEntries([...manifest].sort(([a], [b]) => (a < b ? -1 : 1)));
  const target = path.join(built, "manifest.json");
  await writeFile(`${target}.new`, `${JSON.stringify(sorted, null, 2)}\n`);
  await rename(`${target}.new`, target);
  const files = new Set([...manifest.values()].map(({ file }) => file));
  for (const name of await readdir(built)) {
    const known =
      name === KEEP || name === "manifest.json" || files.has(name.replace(/\.(br|gz)$/, ""));
    if (!known) await rm(path.join(built, name), { recursive: true });
  }
}

await mkdir(built, { recursive: true });
/** @type {Manifest} */
const manifest = new Map();
await Promise.all([
  bundle(manifest),
  ...[...Object.keys(MODULES), ...CODE_TOOLS].map((name) =>
    module(manifest, path.join(modules, name)),
  ),
  ...(await compilerParts()).map((file) => module(manifest, file)),
]);
await finish(manifest);
