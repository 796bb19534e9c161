// Builds the program for the code tools' worker, and the file from which it knows the
// standard library. It follows wasm/build.mjs: both compile the same packages.

import { rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildModule, built, root, run } from "./build.mjs";

/** What static/build.mjs takes from the folder of the modules. */
export const CODE_TOOLS = ["codetools.wasm", "stdlib.bin"];

/** Replaces both files. Each is renamed into place: readers see no partial file. */
async function main() {
  await run("go", ["run", "./codetools/pack", built], { cwd: root });
  const overlay = path.join(built, "overlay.json");
  const module = await buildModule(["compilersyntax"], { program: "./wasm/codetools", overlay });
  const file = path.join(built, "codetools.wasm");
  await writeFile(`${file}.new`, module);
  await rename(`${file}.new`, file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
