// The bundles that the pages load, as options for esbuild. build.mjs writes
// them; imports.test.js reads which module imports which.

import path from "node:path";
import { fileURLToPath } from "node:url";
import { WASM_EXEC } from "../wasm/build.mjs";

/** @import { BuildOptions } from "esbuild" */

/** @type {BuildOptions} */
const SHARED = {
  absWorkingDir: path.dirname(path.dirname(fileURLToPath(import.meta.url))),
  bundle: true,
  minify: true,
  target: ["es2022", "chrome123", "firefox121", "safari17.5"],
  charset: "utf8",
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  logLevel: "warning",
};

/** @type {BuildOptions[]} */
export const SCRIPTS = [
  { ...SHARED, entryPoints: ["static/app.js"], format: "esm" },
  { ...SHARED, entryPoints: ["static/classroom.js"], format: "esm" },
  { ...SHARED, entryPoints: ["static/code.js"], format: "esm" },
  { ...SHARED, entryPoints: ["static/code-editor.js"], format: "esm" },
  { ...SHARED, entryPoints: ["static/early-settings.js"], format: "iife" },
  { ...SHARED, entryPoints: ["static/offline/sw.js"], format: "iife" },
  {
    ...SHARED,
    entryPoints: ["static/transport/tab/worker.js"],
    format: "iife",
    alias: { "#wasm_exec": WASM_EXEC },
  },
  {
    ...SHARED,
    entryPoints: ["static/code-tools/code-tools-worker.js"],
    format: "iife",
    alias: { "#wasm_exec": WASM_EXEC },
  },
  {
    ...SHARED,
    entryPoints: ["static/transport/tab/compiler/compiler-worker.js"],
    format: "iife",
    alias: { "#wasm_exec": WASM_EXEC },
  },
];

export const BUNDLES = [
  ...SCRIPTS,
  { ...SHARED, entryPoints: ["static/app.css"] },
  { ...SHARED, entryPoints: ["static/classroom.css"] },
];
