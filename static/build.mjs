// Bundles what the pages load into static/built/: names carry a hash of the
// content, so that they can be cached for ever, and each text has its brotli
// and gzip beside it. manifest.json says which name is which.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const built = path.join(here, "built");
const KEEP = "README.md"; // lets the folder exist in the repository

/** Fonts are known to the pages by these names, whatever their package calls them. */
const FONTS = {
  "inter-latin-wght-normal": "inter.woff2",
  "source-serif-4-latin-wght-normal": "source-serif.woff2",
  "jetbrains-mono-latin-wght-normal": "jetbrains-mono.woff2",
};

await mkdir(built, { recursive: true });
for (const name of await readdir(built)) {
  if (name !== KEEP) await rm(path.join(built, name), { recursive: true });
}

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

const results = [
  await esbuild.build({ ...shared, entryPoints: ["static/app.js"], format: "esm" }),
  await esbuild.build({ ...shared, entryPoints: ["static/theme.js"], format: "iife" }),
  await esbuild.build({ ...shared, entryPoints: ["static/app.css"] }),
];

/** @type {Record<string, string>} */
const manifest = {};
for (const { metafile } of results) {
  for (const [file, output] of Object.entries(metafile?.outputs ?? {})) {
    const name = path.basename(file);
    if (output.entryPoint) manifest[path.basename(output.entryPoint)] = name;
    const font = Object.entries(FONTS).find(([start]) => name.startsWith(start));
    if (font) manifest[font[1]] = name;
  }
}

const compress = { br: promisify(brotliCompress), gz: promisify(gzip) };
const best = {
  br: { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } },
  gz: { level: 9 },
};

for (const name of await readdir(built)) {
  if (!/\.(js|css|svg)$/.test(name)) continue;
  const content = await readFile(path.join(built, name));
  await writeFile(path.join(built, `${name}.br`), await compress.br(content, best.br));
  await writeFile(path.join(built, `${name}.gz`), await compress.gz(content, best.gz));
}

const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => a.localeCompare(b)));
await writeFile(path.join(built, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
