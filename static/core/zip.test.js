import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { zip } from "./zip.js";

test("unzip takes out what went in", async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "socketschool-zip-"));
  t.after(() => rm(folder, { recursive: true }));
  const files = {
    "echo/main.go": "package main\n",
    "echo/echo/server.go": "// 😀\n",
    "echo/empty": "",
  };
  const archive = path.join(folder, "echo.zip");
  await writeFile(archive, zip(files, new Date(2026, 10, 28, 18, 30)));
  execFileSync("unzip", ["-tqq", archive]);
  execFileSync("unzip", ["-qq", archive, "-d", folder], {
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  for (const [name, text] of Object.entries(files))
    assert.equal(await readFile(path.join(folder, name), "utf8"), text);
});
