// Where the parts of the compiler in the tab are.

import { readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "built");

/**
 * @returns {Promise<string[]>} the files, none where `task compiler` has not made them
 */
export async function compilerParts() {
  const names = await readdir(folder).catch(() => []);
  const parts = names.filter((name) => /\.(wasm|bin)$/.test(name));
  return parts.sort().map((name) => path.join(folder, name));
}
