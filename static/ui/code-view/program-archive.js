/** @import { Files } from "../../transport/builder.js" */

import { zip } from "../../core/zip.js";
import { download } from "../timeline/download.js";

const MAIN = "main.go";

/**
 * Downloads an archive of the program that `go run .` runs: go.mod and main.go in a folder
 * with the program's slug as its name, and the package in one of the same name in it.
 * @param {string} slug
 * @param {Files} files of the package
 * @param {Files} around main.go and go.mod
 */
export function downloadProgram(slug, files, around) {
  /** @type {Record<string, string>} */
  const archive = {};
  for (const [name, text] of Object.entries(around))
    archive[`${slug}/${name}`] = name === MAIN ? withInstruction(text) : text;
  for (const [name, text] of Object.entries(files)) archive[`${slug}/${slug}/${name}`] = text;
  download(`${slug}.zip`, "application/zip", zip(archive, new Date()));
}

/**
 * Adds to the doc comment of main.go how to run it.
 * @param {string} main
 */
function withInstruction(main) {
  const how = "//\n// Start it with `go run .` in this folder. `go run . -h` lists the flags.\n";
  return main.replace(/^package main$/m, `${how}package main`);
}
