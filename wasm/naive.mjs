// Makes Go packages of the naive versions of the lessons' programs, for a build: an
// overlay of the go command (go help build, -overlay). A package has the files of the
// lesson's program, and those that the version changes in their place. File names and
// package names stay, so that a line is found again in the lesson.

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * @typedef {object} Naive
 * @property {string} program slug of the lesson's program
 * @property {string} name
 * @property {Record<string, string>} files path of each file of the package, by base name
 */

/** @returns {Promise<Naive[]>} the naive versions of all lessons, in their order */
export async function naiveVersions() {
  const all = [];
  const lessons = await readdir(path.join(root, "lessons"));
  for (const lesson of lessons.sort()) {
    const folder = path.join(root, "lessons", lesson, "naive");
    const program = lesson.replace(/^\d+-/, "");
    const names = await readdir(folder).catch(() => []);
    for (const name of names.sort()) {
      const files = {
        ...(await goFiles(path.join(root, "server", program))),
        ...(await goFiles(path.join(folder, name))),
      };
      all.push({ program, name, files });
    }
  }
  return all;
}

/**
 * @param {string} folder
 * @returns {Promise<Record<string, string>>} path of each Go file, tests aside, by base name
 */
async function goFiles(folder) {
  const names = (await readdir(folder)).filter((name) => /(?<!_test)\.go$/.test(name));
  return Object.fromEntries(names.map((name) => [name, path.join(folder, name)]));
}

/**
 * Writes an overlay with the naive versions and the catalogue of them.
 * @param {string} folder gets the files that are generated
 * @returns {Promise<string>} path of the overlay
 */
export async function writeOverlay(folder) {
  /** @type {Record<string, string>} */
  const replace = {};
  /** @type {Naive[]} */
  const plain = [];
  /** @type {Naive[]} */
  const tls = [];
  for (const version of await naiveVersions()) {
    for (const [name, file] of Object.entries(version.files))
      replace[path.join(root, packageOf(version), name)] = file;
    ((await usesCrypto(version)) ? tls : plain).push(version);
  }
  await mkdir(folder, { recursive: true });
  const catalogues = {
    "naive_plain.go": catalogue(plain, ""),
    "naive_tls.go": catalogue(tls, "!notls"),
  };
  for (const [name, text] of Object.entries(catalogues)) {
    const file = path.join(folder, name);
    await writeFile(file, text);
    replace[path.join(root, "server", "versions", name)] = file;
  }
  const overlay = path.join(folder, "overlay.json");
  await writeFile(overlay, JSON.stringify({ Replace: replace }));
  return overlay;
}

/** @param {Naive} version */
function packageOf({ program, name }) {
  return `server/${program}/naive/${name}`;
}

/** @param {Naive} version */
async function usesCrypto({ files }) {
  const texts = await Promise.all(Object.values(files).map((file) => readFile(file, "utf8")));
  return texts.some((text) => text.includes('"crypto/'));
}

/**
 * @param {Naive[]} versions
 * @param {string} constraint of the build; empty for none
 * @returns {string} a file of package versions
 */
function catalogue(versions, constraint) {
  const imports = versions.map(
    (version, i) => `\tnaive${i} "socketschool/${packageOf(version)}"\n`,
  );
  const entries = versions.map(
    ({ program, name }, i) =>
      `\tnaive["${program}/${name}"] = version{naive${i}.Serve, naive${i}.Sources}\n`,
  );
  const begin = constraint ? `//go:build ${constraint}\n\n` : "";
  return `${begin}package versions\n\nimport (\n${imports.join("")})\n\nfunc init() {\n${entries.join("")}}\n`;
}
