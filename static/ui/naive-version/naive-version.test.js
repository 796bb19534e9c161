import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { provideContext } from "../context.js";
import { h } from "../dom.js";
import { FakeLab, fakeLessonLab, fakeSession, fakeTransport } from "../fake-lab.js";
import { LESSON_LAB } from "../lesson-lab.js";
import { addToPage, buttonNamed, testSignal, until } from "../test-dom.js";
import "./naive-version.js";

/** @import { TestContext } from "node:test" */

/**
 * @param {string} file
 * @param {object} attributes
 * @param {...string} texts of the lines
 */
function figure(file, attributes, ...texts) {
  const lines = texts.map((text, i) =>
    h(
      "span",
      { class: "line", "data-line": i + 1 },
      h("span", { class: "ln" }, String(i + 1)),
      h("span", { class: "cl" }, `${text}\n`),
    ),
  );
  return h("figure", { class: "code", "data-file": file, ...attributes }, ...lines);
}

/**
 * @param {TestContext} t
 * @param {object} [transport]
 * @param {boolean} [tried] whether a Try it shows the fault
 */
function makePage(t, transport = { runsVersions: true }, tried = true) {
  /** @type {any[]} */
  const started = [];
  const far = new FakeLab();
  const start = async (/** @type {string} */ _lesson, /** @type {any} */ { version }) => {
    started.push(version);
    return far.lab;
  };
  const { session } = fakeSession({
    transports: [fakeTransport("host", far, { start, ...transport })],
  });
  const { lab } = fakeLessonLab(session);
  /** @type {string[]} */
  const played = [];
  if (tried) lab.tries.set("slow", new Map([["Wait for A", () => played.push("a")]]));
  const naive = { "data-naive": "slow" };
  const element = h(
    /** @type {"div"} */ ("naive-version"),
    { "data-name": "slow" },
    figure("server.go", naive, "naive one"),
    h("details", { class: "naive-source" }, figure("server.go", naive, "naive one", "naive two")),
  );
  const whole = h(
    "details",
    { class: "whole-source" },
    figure("server.go", {}, "one"),
    figure("room.go", {}, "room"),
  );
  const article = h("article", {}, element, whole);
  const page = h("main");
  provideContext(page, LESSON_LAB, () => lab, testSignal(t));
  page.append(article);
  addToPage(t, page);
  return { element, article, session, lab, started, played };
}

test("it runs with all its files, and offers what shows its fault", async (t) => {
  const { element, session, started, played } = makePage(t);
  buttonNamed(element, "Run this version").click();
  await until(() => element.hasAttribute("data-running"));
  assert.deepEqual(started, [
    {
      kind: "naive",
      label: "naive: slow",
      files: { "server.go": "naive one\nnaive two\n", "room.go": "room\n" },
      program: "echo/slow",
    },
  ]);
  buttonNamed(element, "Wait for A").click();
  assert.deepEqual(played, ["a"]);
  buttonNamed(element, "Lesson’s version").click();
  await until(() => !element.hasAttribute("data-running"));
  await until(() => session.state === "listening");
  assert.equal(started.at(-1), null);
  buttonNamed(element, "Run this version");
});

test("its lines are marked in its own source, and in the lesson's of unchanged files", async (t) => {
  const { element, article, session, lab } = makePage(t);
  const source = lab.versionSources.get("naive");
  buttonNamed(element, "Run this version").click();
  await until(() => session.version !== null);
  const lit = () => [...article.querySelectorAll(".is-lit .cl")].map((line) => line.textContent);
  source?.light({ file: "server.go", line: 1 });
  assert.deepEqual(lit(), ["naive one\n", "naive one\n"]);
  source?.light({ file: "room.go", line: 1 });
  assert.deepEqual(lit(), ["room\n"]);
  source?.showWaits(new Map([["server.go:2", { connections: 2, accepting: false }]]));
  assert.equal(article.querySelector("[data-waiting]")?.closest("naive-version"), element);
  source?.light(undefined);
  source?.showWaits(new Map());
  assert.deepEqual(lit(), []);
  assert.equal(article.querySelector("[data-waiting]"), null);
  source?.flash("server.go", 2);
  assert.equal(article.querySelectorAll(".is-flashing").length, 1);
});

test("where no transport runs versions there is no button", (t) => {
  const { element } = makePage(t, {});
  assert.equal(element.querySelector("button"), null);
});

test("where no Try it shows its fault there is no button", (t) => {
  const { element } = makePage(t, undefined, false);
  assert.equal(element.querySelector("button"), null);
});
