// Enforces which folder of static/ may import which, by the bundler's own record
// of the imports, as imports_test.go does for the Go packages.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { SCRIPTS } from "./bundles.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));

/** Folder, the folders that it may import beside itself, and why no others. */
const RULES = /** @type {[string, string[], string][]} */ ([
  ["core", [], "helpers that know nothing of bytes, labs or pages"],
  ["bytes", ["core"], "how bytes are shown, whatever carries them"],
  ["conversation", ["core", "bytes"], "scripts run on anything that sends and receives"],
  ["transport", ["core", "bytes", "conversation"], "a way to a lab: no state of the page, no DOM"],
  ["class", ["core", "transport"], "what pages and a class say to each other: no labs, no DOM"],
  ["code-tools", ["core", "transport"], "Go's tools in a worker: no state of the page, no DOM"],
  [
    "lab",
    ["core", "bytes", "class", "conversation", "transport"],
    "the state that elements share: no DOM",
  ],
  ["offline", ["core", "ui"], "it caches files and knows no lab"],
  [
    "ui",
    ["core", "bytes", "class", "conversation", "transport", "code-tools", "lab"],
    "what is drawn; nothing below depends on it",
  ],
  [
    "",
    ["core", "bytes", "conversation", "transport", "lab", "offline", "ui"],
    "the entry points, which load the rest",
  ],
]);

/** @type {Map<string, Set<string>>} file below static/, to the files it imports */
const graph = new Map();

before(async () => {
  for (const options of SCRIPTS) {
    const { metafile } = await esbuild.build({
      ...options,
      outdir: "unused",
      write: false,
      metafile: true,
    });
    for (const [file, { imports }] of Object.entries(metafile.inputs)) {
      if (!file.startsWith("static/")) continue;
      const ours = imports.map((one) => one.path).filter((to) => to.startsWith("static/"));
      graph.set(file.slice(7), new Set(ours.map((to) => to.slice(7))));
    }
  }
});

/** @param {string} file */
function folderOf(file) {
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : "";
}

/**
 * @param {Iterable<[string, Iterable<string>]>} imports
 * @returns {string[]} what breaks the rules
 */
function violations(imports) {
  return [...imports].flatMap(([file, targets]) => {
    const rule = RULES.find(([folder]) => folder === folderOf(file));
    if (!rule) return [`${file}: its folder has no rule in imports.test.js`];
    const [folder, may, why] = rule;
    return [...targets].flatMap((to) =>
      folderOf(to) === folder || may.includes(folderOf(to))
        ? []
        : [`${file} imports ${to}, and must not: ${why}`],
    );
  });
}

/**
 * @param {Map<string, Iterable<string>>} imports
 * @returns {string[]} a circle of imports, empty where there is none
 */
function circleIn(imports) {
  /** @type {Set<string>} */
  const done = new Set();
  /**
   * @param {string} file
   * @param {string[]} path to it
   * @returns {string[]}
   */
  const visit = (file, path) => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const to of imports.get(file) ?? []) {
      const circle = visit(to, [...path, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

test("folders import only what lies below them", () => {
  assert.ok(graph.size > 60, `only ${graph.size} modules were found`);
  assert.deepEqual(violations(graph), []);
});

test("types are taken in the same direction", async () => {
  /** @type {[string, string[]][]} */
  const imports = [];
  for (const file of graph.keys()) {
    if (!file.endsWith(".js")) continue;
    const text = await readFile(path.join(here, file), "utf8");
    const found = text.matchAll(/(?:import\(|@import [^"]*)"(\.[^"]+)"/g);
    const targets = Array.from(found, ([, to = ""]) => path.join(path.dirname(file), to));
    imports.push([file, targets]);
  }
  assert.deepEqual(violations(imports), []);
});

test("no module imports itself by way of others", () => {
  assert.deepEqual(circleIn(graph), []);
});

test("a breach and a circle are found", () => {
  assert.match(String(violations([["core/a.js", ["lab/b.js"]]])), /core\/a\.js imports lab\/b\.js/);
  assert.match(String(violations([["offline/a.js", ["transport/b.js"]]])), /knows no lab/);
  assert.match(String(violations([["new/a.js", []]])), /no rule/);
  const circle = new Map([
    ["a", ["b"]],
    ["b", ["c", "d"]],
    ["d", ["b"]],
  ]);
  assert.deepEqual(circleIn(circle), ["b", "d", "b"]);
});
