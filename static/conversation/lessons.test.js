// Parses every Try it of every lesson.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "./parse.js";

const lessons = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../lessons");

/**
 * @param {string} text of a lesson
 * @returns {{ title: string, line: number, script: string }[]} line of the block's first step
 */
function tries(text) {
  return [...text.matchAll(/^```try (?:id=\S+ )?(.*)\n((?:.*\n)*?)^```$/gm)].map((found) => ({
    title: found[1] ?? "",
    line: text.slice(0, found.index).split("\n").length + 1,
    script: found[2] ?? "",
  }));
}

test("every Try it of every lesson can be parsed", async () => {
  const files = (await readdir(lessons, { recursive: true })).filter(
    (file) => path.basename(file) === "lesson.md",
  );
  assert.ok(files.length > 0, "no lessons found");
  let found = 0;
  for (const file of files) {
    for (const { title, line, script } of tries(await readFile(path.join(lessons, file), "utf8"))) {
      const { steps, mistakes } = parse(script);
      const messages = mistakes.map((one) => `${file}:${line + one.line - 1}: ${one.message}`);
      assert.deepEqual(messages, [], title);
      assert.ok(steps.length > 0, `${file}:${line}: ${title} has no steps`);
      found++;
    }
  }
  assert.ok(found > 10, `only ${found} Try it blocks were found`);
});
