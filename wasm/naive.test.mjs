// Plays the Try its of the lessons against naive versions over TCP. Each must go as
// written with the lesson's version, and fail with the naive version at the step that
// the lesson names.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { takeFaults } from "../static/conversation/faults.js";
import { parse } from "../static/conversation/parse.js";
import { run } from "../static/conversation/run.js";
import { naiveVersions, writeOverlay } from "./naive.mjs";
import { NativeServer } from "./native/driver.mjs";

/** @import { LabEvent } from "../static/transport/transport.js" */

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The server of lesson 5 waits half a minute: here a tenth of it. */
const FASTER = 10;

/**
 * What the log shows of a fault that fails no step.
 * @type {Record<string, (events: LabEvent[]) => void>}
 */
const IN_THE_LOG = {
  "multi/one-counter": (events) => {
    const [first, second] = numbers(events, "client connected");
    const [farewell] = numbers(events, "client disconnected");
    assert.notEqual(first, second);
    assert.equal(farewell, second, "the one who leaves first bears the number of the other");
  },
  "errors/compares": (events) => {
    const ends = events.filter(({ message }) => message === "connection ended");
    assert.ok(ends.length >= 2, `${ends.length} ends`);
    assert.deepEqual([...new Set(ends.map(({ attrs }) => attrs?.end))], ["unknown"]);
  },
  "logs/sentences": (events) => {
    const records = events.filter(({ message }) => /^request \d+ took/.test(message ?? ""));
    assert.equal(records.length, 3);
    assert.ok(records.every(({ attrs }) => attrs && !("request" in attrs)));
  },
  "logs/loses-the-level": (events) => {
    const received = events.filter(({ message }) => message === "received");
    const texts = received.map(({ attrs }) => attrs?.data);
    for (const text of ["first", "second", "third"]) assert.ok(texts.includes(text), text);
  },
  "logs/counts-the-wait": (events) => {
    const [request] = events.filter(({ message }) => message === "request");
    assert.equal(request?.level, "WARN");
    assert.ok(parseFloat(String(request?.attrs?.duration)) >= 400, "milliseconds");
  },
  "logs/logs-all": (events) => {
    const [end] = events.filter(({ message }) => message === "client disconnected");
    const records = events.filter((event) => event.message === "request");
    const ofA = records.filter(({ peer }) => peer === end?.peer);
    assert.equal(ofA.length, 501);
  },
  "safe/logs-lines": (events) => {
    const refused = events.filter(({ message }) => message === "refused");
    assert.deepEqual(
      refused.map(({ attrs }) => attrs?.data),
      [String.raw`"opne sesame-4048\n"`],
    );
  },
};

/**
 * @param {LabEvent[]} events
 * @param {string} message
 */
function numbers(events, message) {
  return events.filter((event) => event.message === message).map(({ attrs }) => attrs?.client);
}

/**
 * The first line at which a fault may show, where the system decides how soon it does: a
 * reset comes before the goodbye is read, before its end or after it, depending on whether the
 * client's bytes arrive before the server closes.
 * @type {Record<string, number>}
 */
const MAY_SHOW_FROM = { "limits/write-and-close": 7 };

/**
 * @typedef {{ program: string, title: string, script: string,
 *   fault: { version: string, line: number, text: string } }} Case
 */

/** @returns {Promise<Case[]>} */
async function readCases() {
  const cases = [];
  const folder = path.join(root, "lessons");
  for (const lesson of await readdir(folder)) {
    const text = await readFile(path.join(folder, lesson, "lesson.md"), "utf8").catch(() => "");
    for (const found of text.matchAll(/^```try (?:id=\S+ )?(.*)\n((?:.*\n)*?)^```$/gm)) {
      const { script, faults } = takeFaults(found[2] ?? "");
      const program = lesson.replace(/^\d+-/, "");
      for (const fault of faults) cases.push({ program, title: found[1] ?? "", script, fault });
    }
  }
  return cases;
}

/** @type {string} */
let folder;
/** @type {string} */
let binary;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "socketschool-naive-"));
  binary = path.join(folder, "native");
  const overlay = await writeOverlay(folder);
  await hurry(overlay);
  const args = ["build", "-overlay", overlay, "-o", binary, "./wasm/native"];
  await promisify(execFile)("go", args, { cwd: root });
});

after(() => rm(folder, { recursive: true }));

/**
 * Shortens the timeout of lesson 5 in an overlay.
 * @param {string} overlay
 */
async function hurry(overlay) {
  const { Replace } = JSON.parse(await readFile(overlay, "utf8"));
  const lesson = path.join(root, "server", "limits", "server.go");
  Replace[lesson] ??= lesson;
  for (const [i, [place, file]] of Object.entries(Replace).entries()) {
    const text = await readFile(file, "utf8");
    const faster = text.replaceAll("30*time.Second", `30*time.Second/${FASTER}`);
    if (faster === text) continue;
    Replace[place] = path.join(folder, `${i}.go`);
    await writeFile(Replace[place], faster);
  }
  await writeFile(overlay, JSON.stringify({ Replace }));
}

/**
 * Plays a script against a server of its own.
 * @param {string} program slug
 * @param {string} script
 */
async function play(program, script) {
  const { steps, mistakes } = parse(script);
  assert.deepEqual(mistakes, []);
  for (const step of steps) {
    if (step.do === "wait" && program.startsWith("limits")) step.ms /= FASTER;
    // What a naive version does not do in 5 s it does not do in 20 s either.
    if ("within" in step && program.includes("/")) step.within = 5000;
  }
  const server = new NativeServer(binary, program);
  let failed = 0;
  let why = "";
  try {
    await run(steps, server, {
      signal: new AbortController().signal,
      onProgress: (progress) => {
        if (progress.state !== "failed") return;
        failed = progress.step.line;
        why = progress.why;
      },
    });
  } finally {
    await server.stop();
  }
  return { failed, why, events: server.events };
}

test("every naive version has a Try it that shows its fault", async () => {
  const shown = (await readCases()).map(({ program, fault }) => `${program}/${fault.version}`);
  const versions = (await naiveVersions()).map(({ program, name }) => `${program}/${name}`);
  assert.deepEqual([...new Set(shown)].sort(), versions.sort());
});

suite("each fault", { concurrency: 4 }, async () => {
  for (const { program, title, script, fault } of await readCases()) {
    test(`${program}: ${title}`, async () => {
      const { failed, why } = await play(program, script);
      assert.equal(failed, 0, why);
    });
    test(`${program}/${fault.version}: ${title}`, async () => {
      const { failed, why, events } = await play(`${program}/${fault.version}`, script);
      const first = MAY_SHOW_FROM[`${program}/${fault.version}`] ?? fault.line;
      assert.ok(
        first <= failed && failed <= fault.line,
        `line ${failed} failed instead of ${fault.line}: ${why || "it went as written"}`,
      );
      if (fault.line > 0) return;
      const check = IN_THE_LOG[`${program}/${fault.version}`];
      assert.ok(check, "a fault that fails no step needs a check of the log here");
      check(events);
    });
  }
});
