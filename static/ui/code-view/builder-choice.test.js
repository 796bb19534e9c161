import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../transport/transport.js";
import { buttonNamed, settle, testSignal } from "../test-dom.js";
import { BuilderChoice } from "./builder-choice.js";

/** @import { TestContext } from "node:test" */

const host = { id: /** @type {const} */ ("host"), build: async () => ({ problems: [] }) };

/** @param {{ fetched?: boolean, available?: boolean, problem?: Problem }} [options] */
function tabBuilder({ fetched = false, available = true, problem } = {}) {
  return {
    id: /** @type {const} */ ("tab"),
    available,
    bytes: 15_600_000,
    build: async () => ({ problems: [] }),
    fetched: async () => fetched,
    /** @param {object} [_options] */
    fetch: async (_options) => {
      if (problem) throw problem;
    },
  };
}

test("a host that builds is used, and nothing is offered", async (t) => {
  const choice = new BuilderChoice({ host, tab: tabBuilder(), isHosted: true }, testSignal(t));
  await settle();
  assert.equal(choice.current, host);
  assert.equal(choice.element.hidden, true);
});

test("where no host builds, the tab does once it has the compiler", async (t) => {
  const tab = tabBuilder();
  const choice = new BuilderChoice({ host: null, tab, isHosted: true }, testSignal(t));
  await settle();
  assert.equal(choice.current, null);
  assert.match(choice.element.textContent ?? "", /This host does not build Go code/);
  buttonNamed(choice.element, "Fetch the Go compiler, 16 MB, once").click();
  await settle();
  assert.equal(choice.current, tab);
  assert.equal(choice.element.hidden, true);
});

test("a compiler from an earlier visit is used at once", async (t) => {
  const tab = tabBuilder({ fetched: true });
  const choice = new BuilderChoice({ host: null, tab, isHosted: false }, testSignal(t));
  await settle();
  assert.equal(choice.current, tab);
});

test("a fetch that fails says why and can be tried again", async (t) => {
  const tab = tabBuilder({ problem: new Problem("unreachable", "Offline.", "Try again.") });
  const choice = new BuilderChoice({ host: null, tab, isHosted: false }, testSignal(t));
  await settle();
  const fetch = buttonNamed(choice.element, "Fetch the Go compiler, 16 MB, once");
  fetch.click();
  await settle();
  assert.match(choice.element.textContent ?? "", /Offline\. Try again\./);
  assert.equal(fetch.hidden, false);
});

test("a fetch is cancelled, and begins again", async (t) => {
  /** @type {AbortSignal[]} */
  const signals = [];
  const tab = tabBuilder();
  tab.fetch = (/** @type {any} */ { signal, progress }) => {
    signals.push(signal);
    progress(5_000_000, 15_600_000);
    return new Promise((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
    );
  };
  const choice = new BuilderChoice({ host: null, tab, isHosted: true }, testSignal(t));
  await settle();
  const fetch = buttonNamed(choice.element, "Fetch the Go compiler, 16 MB, once");
  fetch.click();
  assert.match(choice.element.textContent ?? "", /5\.0 of 15\.6 MB/);
  const cancel = buttonNamed(choice.element, "Cancel");
  assert.deepEqual([fetch.hidden, cancel.hidden], [true, false]);
  cancel.click();
  await settle();
  assert.equal(signals[0]?.aborted, true);
  assert.match(choice.element.textContent ?? "", /Cancelled\. The parts that have come are kept\./);
  assert.deepEqual([fetch.hidden, cancel.hidden], [false, true]);
  fetch.click();
  assert.equal(signals.length, 2);
});

test("after a failure of the host the tab is offered, and builds once it can", async (t) => {
  const tab = tabBuilder();
  const choice = new BuilderChoice({ host, tab, isHosted: true }, testSignal(t));
  await choice.onHostFailure();
  assert.equal(choice.current, host, "may work again");
  assert.match(choice.element.textContent ?? "", /The host has not built it\. Your browser can/);
  buttonNamed(choice.element, "Fetch the Go compiler, 16 MB, once").click();
  await settle();
  assert.equal(choice.current, tab);
  const without = new BuilderChoice({ host, tab: null, isHosted: true }, testSignal(t));
  await without.onHostFailure();
  assert.equal(without.element.hidden, true);
});

test("without either, the download is named", async (t) => {
  const tab = tabBuilder({ available: false });
  const choice = new BuilderChoice({ host: null, tab, isHosted: false }, testSignal(t));
  await settle();
  assert.equal(choice.current, null);
  assert.match(choice.element.textContent ?? "", /Download the program/);
});

test("where nothing builds, an exercise is checked on the learner's computer", async (t) => {
  const options = { host: null, tab: null, isHosted: false };
  const lesson = new BuilderChoice(options, testSignal(t));
  const exercise = new BuilderChoice({ ...options, exercise: "echo/shout" }, testSignal(t));
  await settle();
  assert.doesNotMatch(lesson.advice, /socketschool/);
  assert.match(
    exercise.advice,
    /^It is not built\. .*socketschool start echo\/shout.*socketschool check/,
  );
  assert.match(
    exercise.element.textContent ?? "",
    /^No host builds.*socketschool start echo\/shout/,
  );
});
