// Bundles what the pages load into static/built/: names carry a hash of the
// content, so that they can be cached for ever, and each text and module has
// its gzip beside it, and in a release its brotli. manifest.json says which name is which.
//
// The modules for the tab are made before, by wasm/build.mjs. Of these only the
// compressed forms are kept: they are large, and hardly anybody takes neither.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { MODULES, built as modules, WASM_EXEC } from "../wasm/build.mjs";
import { compress, compressFile } from "./compress.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const built = path.join(here, "built");
const KEEP = "README.md"; // lets the folder exist in the repository
const hurry = !process.env.SOCKETSCHOOL_RELEASE; // compressing as small as they get takes 27 s

/** Fonts are known to the pages by these names, whatever their package calls them. */
const FONTS = {
  "inter-latin-wght-normal": "inter.woff2",
  "source-serif-4-latin-wght-normal": "source-serif.woff2",
  "jetbrains-mono-latin-wght-normal": "jetbrains-mono.woff2",
};

/** @type {esbuild.BuildOptions} */
const shared = {
  absWorkingDir: path.dirname(here),
  bundle: true,
  minify: true,
  target: ["es2022", "chrome123", "firefox121", "safari17.5"],
  charset: "utf8",
  outdir: built,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  metafile: true,
  logLevel: "warning",
};

/** @type {esbuild.BuildOptions[]} */
const BUNDLES = [
  { entryPoints: ["static/app.js"], format: "esm" },
  { entryPoints: ["static/theme.js"], format: "iife" },
  { entryPoints: ["static/app.css"] },
  { entryPoints: ["static/offline/sw.js"], format: "iife" },
  {
    entryPoints: ["static/transport/tab/worker.js"],
    format: "iife",
    alias: { "#wasm_exec": WASM_EXEC },
  },
];

/** @typedef {Map<string, { file: string, bytes: number }>} Manifest by plain name */

/** @param {Manifest} manifest */
async function bundle(manifest) {
  const results = await Promise.all(
    BUNDLES.map((options) => esbuild.build({ ...shared, ...options, metafile: true })),
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
 * @param {string} name
 */
async function module(manifest, name) {
  const content = await readFile(path.join(modules, name));
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const file = name.replace(".", `-${hash}.`);
  await compress(path.join(built, file), content, { hurry });
  manifest.set(name, { file, bytes: content.length });
}

/**
 * What an earlier build left is taken away last, so that there is something to
 * serve all the time.
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
  ...Object.keys(MODULES).map((name) => module(manifest, name)),
]);
await finish(manifest);
