// Holds the styles' class names equal to those that scripts, pages and lessons set.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Set from parts, as in `is-${kind}`, or by the highlighter of the lessons' code. */
const COMPOSED = /^(is|icon)-|^[a-z][a-z0-9]{0,2}$/;

/** Too general for a class of the whole page: they need the prefix of an element. */
const GENERAL = [
  "row",
  "step",
  "line",
  "end",
  "wire",
  "box",
  "dot",
  "more",
  "verb",
  "note",
  "mark",
];

/**
 * @param {string} folder
 * @param {RegExp} name
 * @returns {Promise<string[]>} contents of the files
 */
async function read(folder, name) {
  const files = await readdir(path.join(root, folder), { recursive: true });
  const paths = files.filter((file) => name.test(file) && !file.startsWith("built"));
  return Promise.all(paths.map((file) => readFile(path.join(root, folder, file), "utf8")));
}

async function styledClasses() {
  const styles = (await read("static", /\.css$/)).join("\n");
  const rules = styles.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/url\([^)]*\)/g, "");
  return {
    rules,
    names: new Set(Array.from(rules.matchAll(/\.([a-z][\w-]*)/gi), ([, name]) => name)),
  };
}

test("every class that is styled is set somewhere", async () => {
  const { names } = await styledClasses();
  const sources = [
    ...(await read("static", /^(?!.*\.test\.).*\.js$/)),
    ...(await read("web/page", /\.templ$/)),
    ...(await read("lessons", /\.go$/)),
  ].join("\n");
  const words = new Set(sources.match(/[a-z][\w-]*/gi));
  assert.ok(names.size > 200, `only ${names.size} classes were found`);
  const unused = [...names].filter((name = "") => !COMPOSED.test(name) && !words.has(name));
  assert.deepEqual(unused, []);
});

test("no class has a general name", async () => {
  const { rules } = await styledClasses();
  // The lessons' highlighter calls a line of code a line.
  const found = GENERAL.filter((name) =>
    new RegExp(`(?<!\\.chroma )\\.${name}(?![\\w-])`).test(rules),
  );
  assert.deepEqual(found, []);
});
