import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { provideContext } from "../context.js";
import { h } from "../dom.js";
import { FakeLab, fakeLessonLab, fakeSession, fakeTransport } from "../fake-lab.js";
import { LESSON_LAB } from "../lesson-lab.js";
import { addToPage, buttonNamed, settle, testSignal, until } from "../test-dom.js";
import "./try-it.js";

/** @import { TestContext } from "node:test" */

beforeEach(() => localStorage.clear());

/**
 * @param {TestContext} t
 * @param {string} script
 */
function makeTryIt(t, script = "wait 0ms\n", session = fakeSession().session) {
  const { lab, shown } = fakeLessonLab(session);
  const page = h("main");
  provideContext(page, LESSON_LAB, () => lab, testSignal(t));
  const element = document.createElement("try-it");
  element.id = "try-a";
  element.dataset.title = "Send it";
  const steps = h("details", { class: "try-steps" }, h("pre", {}, h("code", {}, script)));
  element.append(
    h("div", { class: "try-question" }, "What comes back?"),
    h("details", { class: "try-answer" }, h("summary", {}, "What happens")),
    steps,
  );
  page.append(element);
  addToPage(t, page);
  const answer = /** @type {HTMLDetailsElement} */ (element.querySelector(".try-answer"));
  const mode = /** @type {HTMLSelectElement} */ (element.querySelector(".try-mode"));
  const status = () => element.querySelector(".try-status")?.textContent;
  return { element, lab, shown, session, steps, answer, mode, status, page };
}

test("a run that succeeds is done, shows the answer, and is stored", async (t) => {
  const { element, answer, status } = makeTryIt(t);
  buttonNamed(element, "Send it").click();
  assert.equal(element.dataset.state, "running");
  await settle();
  await until(() => element.dataset.state === "done");
  assert.equal(element.dataset.state, "done");
  assert.equal(element.hasAttribute("data-done"), true);
  assert.equal(answer.open, true);
  assert.match(status() ?? "", /^It went as written/);
  const again = makeTryIt(t);
  assert.equal(again.element.hasAttribute("data-done"), true);
  assert.deepEqual([again.answer.hidden, again.answer.open], [false, false]);
});

test("a run that fails unfolds the steps and is not done", async (t) => {
  const { element, steps } = makeTryIt(t, "shout\n");
  buttonNamed(element, "Send it").click();
  await settle();
  assert.equal(element.dataset.state, "failed");
  assert.equal(element.hasAttribute("data-done"), false);
  assert.equal(steps.hasAttribute("open"), true);
});

/** @param {string} name of the naive version that runs */
async function naiveSession(name) {
  const transport = fakeTransport("tab", new FakeLab(), { runsVersions: true });
  const { session } = fakeSession({ transports: [transport] });
  const version = { label: `naive: ${name}`, files: {}, program: `echo/${name}` };
  await session.runVersion({ kind: "naive", ...version });
  return session;
}

test("the fault of a naive version is expected, and is no progress", async (t) => {
  const session = await naiveSession("slow");
  const script = "wait 0ms\nshout # naive slow: A waits.\n";
  const { element, status } = makeTryIt(t, script, session);
  const note = () => element.querySelector(".try-version")?.textContent;
  assert.match(note() ?? "", /Watch for its fault/);
  buttonNamed(element, "Send it").click();
  await until(() => element.dataset.state === "fault");
  assert.equal(status(), "With the naive version: A waits.");
  assert.equal(element.querySelector(".try-steps code")?.textContent?.includes("#"), false);
  assert.equal(element.hasAttribute("data-done"), false);
  await session.runLesson();
  assert.equal(note(), "");
  buttonNamed(element, "Send it").click();
  await until(() => element.dataset.state === "failed");
  assert.match(status() ?? "", /^Line 2/);
});

test("a naive version that fails elsewhere, or not at all, is no progress either", async (t) => {
  const session = await naiveSession("slow");
  const elsewhere = makeTryIt(t, "shout\nwait 0ms # naive slow: A waits.\n", session);
  buttonNamed(elsewhere.element, "Send it").click();
  await until(() => elsewhere.element.dataset.state === "failed");
  const other = makeTryIt(t, "wait 0ms\nwait 0ms # naive quick: B waits.\n", session);
  buttonNamed(other.element, "Send it").click();
  await until(() => other.element.dataset.state === "done");
  assert.equal(other.element.hasAttribute("data-done"), false);
  assert.equal(other.answer.open, false);
});

test("a fault that no step shows is named after the run", async (t) => {
  const script = "# naive slow: Look at the log.\nwait 0ms\n";
  const { element, status } = makeTryIt(t, script, await naiveSession("slow"));
  buttonNamed(element, "Send it").click();
  await until(() => element.dataset.state === "fault");
  assert.equal(status(), "With the naive version: Look at the log.");
});

test("while it runs its button stops it", async (t) => {
  const { element, mode } = makeTryIt(t, "wait 30s\n");
  buttonNamed(element, "Send it").click();
  await settle();
  assert.equal(mode.disabled, true);
  buttonNamed(element, "Stop").click();
  await settle();
  assert.equal(element.dataset.state, "stopped");
  assert.equal(mode.disabled, false);
});

test("step by step its button plays the next step, and another one stops", async (t) => {
  const { element, mode, steps, status } = makeTryIt(t, "wait 0ms\nwait 30s\n");
  mode.value = "stepwise";
  buttonNamed(element, "Send it").click();
  await settle();
  assert.equal(steps.hasAttribute("open"), true);
  assert.equal(status(), "Next, 1 of 2: wait 0ms");
  buttonNamed(element, "Next step").click();
  await until(() => status() === "Next, 2 of 2: wait 30s");
  assert.equal(status(), "Next, 2 of 2: wait 30s");
  const stop = buttonNamed(element, "Stop");
  stop.focus();
  stop.click();
  await settle();
  assert.equal(element.dataset.state, "stopped");
  assert.equal(document.activeElement, buttonNamed(element, "Send it"));
});

test("a second press right after the last step does not start another run", async (t) => {
  const { element, mode } = makeTryIt(t);
  mode.value = "stepwise";
  buttonNamed(element, "Send it").click();
  await settle();
  buttonNamed(element, "Next step").click();
  await until(() => element.dataset.state === "done");
  assert.equal(element.dataset.state, "done");
  buttonNamed(element, "Send it").click();
  await settle();
  assert.equal(element.dataset.state, "done");
});

test("See it in the lab appears with the first run", async (t) => {
  const { element, shown } = makeTryIt(t);
  const link = buttonNamed(element, "See it in the lab");
  assert.equal(link.hidden, true);
  buttonNamed(element, "Send it").click();
  assert.equal(link.hidden, false);
  link.click();
  assert.deepEqual(shown, ["lab, focused"]);
  await settle();
});

test("Change it asks for its script to be edited", (t) => {
  const { element, lab } = makeTryIt(t);
  /** @type {(string | null)[]} */
  const edited = [];
  lab.events.on("edit", (script) => edited.push(script), testSignal(t));
  buttonNamed(element, "Change it").click();
  assert.deepEqual(edited, ["wait 0ms\n"]);
});

test("an element that is put back has its controls once", (t) => {
  const { element, page } = makeTryIt(t);
  element.remove();
  page.append(element);
  assert.equal(element.querySelectorAll(".try-run").length, 1);
  assert.equal(element.querySelectorAll(".try-guess").length, 1);
  assert.equal(element.querySelectorAll(".try-judge").length, 1);
});

test("on a page without a lab it stays as it is written", (t) => {
  const element = document.createElement("try-it");
  element.append(h("div", { class: "try-steps" }, h("code", {}, "wait 0ms\n")));
  addToPage(t, element);
  assert.equal(element.querySelector("button"), null);
});
