// Compresses the files that pages load: brotli and gzip beside each file.

import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import * as zlib from "node:zlib";

const { BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = zlib.constants;

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

/**
 * Writes the compressed forms of a file, unless they exist: a file's name has the hash of
 * its content. With hurry it leaves out brotli, which takes 20 s for 9 MB.
 * @param {string} target FILE of FILE.br and FILE.gz
 * @param {Uint8Array} content
 * @param {{ hurry?: boolean }} [options]
 */
export async function compress(target, content, { hurry = false } = {}) {
  if (await exists(`${target}.br`)) return;
  const work = [gzip(content, { level: hurry ? 1 : 9 }).then((gz) => put(`${target}.gz`, gz))];
  if (!hurry) work.push(brotli(content, smallest(content)).then((br) => put(`${target}.br`, br)));
  await Promise.all(work);
}

/** @param {string} file whose plain form is served, too */
export async function compressFile(file) {
  await compress(file, await readFile(file));
}

/** @param {Uint8Array} content */
function smallest(content) {
  return {
    params: {
      [BROTLI_PARAM_QUALITY]: 11,
      [BROTLI_PARAM_LGWIN]: 24,
      [BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  };
}

/**
 * Writes a file atomically, since a file that exists counts as complete.
 * @param {string} file
 * @param {Uint8Array} content
 */
async function put(file, content) {
  await writeFile(`${file}.${process.pid}`, content);
  await rename(`${file}.${process.pid}`, file);
}

/** @param {string} file */
function exists(file) {
  return stat(file).then(
    () => true,
    () => false,
  );
}
