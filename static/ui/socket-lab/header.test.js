import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { ADDRESS, FakeLab, fakeSession, fakeTransport } from "../fake-lab.js";
import { addToPage, buttonNamed, settle, testSignal } from "../test-dom.js";
import { LabHeader } from "./header.js";

/**
 * @import { TestContext } from "node:test"
 * @import { LessonLab } from "../lesson-lab.js"
 */

/**
 * @param {TestContext} t
 * @param {object} [overrides] of the transport
 */
function makeHeader(t, overrides = {}) {
  const far = new FakeLab();
  const { session } = fakeSession({ transports: [fakeTransport("host", far, overrides)] });
  const surround = addToPage(t, h("section", { tabindex: "-1" }));
  const header = new LabHeader(
    { session, exercise: null, publishOffer: null },
    surround,
    testSignal(t),
  );
  surround.append(header.element);
  const draw = () => header.draw(true);
  session.events.on("change", draw, testSignal(t));
  draw();
  const labels = () => {
    const actions = header.element.querySelector(".lab-actions");
    const buttons = [...(actions?.querySelectorAll("button") ?? [])];
    return buttons.map(({ textContent, disabled }) => textContent + (disabled ? ", disabled" : ""));
  };
  const state = () => header.element.querySelector(".lab-word")?.textContent;
  return { header, session, far, surround, labels, state };
}

test("before the first run there is nothing to do", (t) => {
  const { state, labels, header } = makeHeader(t);
  assert.equal(state(), "not running");
  assert.deepEqual(labels(), []);
  const address = /** @type {HTMLElement} */ (header.element.querySelector(".lab-address"));
  assert.equal(address.hidden, true);
});

test("a lab that listens shows its address and a command, and can be stopped", async (t) => {
  const { state, labels, header, session, far } = makeHeader(t);
  await session.start();
  assert.equal(state(), "listening");
  assert.equal(header.element.querySelector(".lab-address")?.textContent, ADDRESS);
  const command = header.element.querySelector(".lab-command");
  assert.equal(command?.textContent, "nc 127.0.0.1 4040");
  assert.deepEqual(labels(), ["Restart", "Stop"]);
  buttonNamed(header.element, "Restart").click();
  await settle();
  buttonNamed(header.element, "Stop").click();
  await settle();
  assert.deepEqual(far.calls, ["restart", "stop"]);
  assert.equal(state(), "stopped");
  assert.deepEqual(labels(), ["Start"]);
});

test("Start is left to the notice where that offers it", async (t) => {
  const { header, session, labels } = makeHeader(t);
  await session.start();
  await session.stop();
  header.draw(false);
  assert.deepEqual(labels(), []);
});

test("while it is busy its buttons are disabled", async (t) => {
  const { session, labels } = makeHeader(t);
  await session.start();
  const stopping = session.stop();
  assert.deepEqual(labels(), ["Restart, disabled", "Stop, disabled"]);
  await stopping;
});

test("where no terminal reaches it, a line says so", async (t) => {
  const { header, session } = makeHeader(t, {
    command: () => null,
    limitations: [{ id: "reach", text: "No terminal reaches it." }],
  });
  await session.start();
  assert.equal(header.element.querySelector(".lab-command"), null);
  assert.equal(header.element.querySelector(".lab-aside")?.textContent, "No terminal reaches it.");
});

test("the focus waits at the lab while no button can have it, and then goes on", async (t) => {
  const { header, session, surround } = makeHeader(t);
  await session.start();
  buttonNamed(header.element, "Stop").focus();
  const stopping = session.stop();
  assert.equal(document.activeElement, surround);
  await stopping;
  assert.equal(document.activeElement, buttonNamed(header.element, "Start"));
});

test("the focus stays on a button that is replaced", async (t) => {
  const { header, session } = makeHeader(t);
  await session.start();
  buttonNamed(header.element, "Restart").focus();
  await session.restart();
  assert.equal(document.activeElement, buttonNamed(header.element, "Restart"));
});

test("a learner who has moved the focus meanwhile keeps it", async (t) => {
  const { header, session } = makeHeader(t);
  const elsewhere = addToPage(t, h("input"));
  await session.start();
  buttonNamed(header.element, "Stop").focus();
  const stopping = session.stop();
  elsewhere.focus();
  await stopping;
  assert.equal(document.activeElement, elsewhere);
});

test("a lost link is a state of its own", async (t) => {
  const { session, far, state } = makeHeader(t);
  await session.start();
  far.stream.link("reconnecting");
  assert.equal(state(), "reconnecting");
  far.stream.link("live");
  assert.equal(state(), "listening");
});

test("it takes the switch and the load bar once", (t) => {
  const { header } = makeHeader(t);
  const transports = h("div", { class: "transport-switch" });
  const bar = h("div");
  header.take(transports, bar);
  header.take(transports, bar);
  const places = [...header.element.children].map(({ className }) => className);
  assert.deepEqual(places, ["lab-status", "transport-switch", "lab-reach", "lab-actions"]);
  assert.equal(bar.parentElement?.className, "lab-status");
});

test("it leads from the learner's version to the lesson's and back, without a build", async (t) => {
  const far = new FakeLab();
  const tab = fakeTransport("tab", far, {
    runsVersions: true,
    command: () => null,
    limitations: [{ id: "reach", text: "No terminal reaches it." }],
  });
  const host = fakeTransport("host", far);
  const { session } = fakeSession({ transports: [host, tab] });
  /** @type {Pick<LessonLab, "session" | "exercise" | "publishOffer">} */
  const lab = { session, exercise: null, publishOffer: null };
  const header = new LabHeader(lab, addToPage(t, h("section")), testSignal(t));
  const badge = () => {
    header.draw(true);
    return header.element.querySelector(".lab-version")?.textContent;
  };
  const own = /** @type {const} */ ({ kind: "own", label: "your version", files: {} });
  await session.runVersion(own);
  assert.equal(badge(), "your version");
  assert.equal(header.element.querySelector(".lab-aside")?.textContent, "No terminal reaches it.");
  buttonNamed(header.element, "Lesson's version").click();
  while (session.busy || session.version) await settle();
  assert.equal(badge(), "lesson's version");
  buttonNamed(header.element, "Your version").click();
  while (session.busy || !session.version) await settle();
  assert.equal(session.version, own);
  assert.equal(badge(), "your version");

  // While an exercise is open, it leads to that one.
  lab.exercise = { name: "b", label: "exercise 2", run: async () => {} };
  assert.equal(badge(), "your version");
  assert.ok(buttonNamed(header.element, "Exercise 2"));
  lab.exercise = null;

  // The host runs the lesson's version alone.
  await session.selectTransport(host);
  assert.equal(badge(), "lesson's version");
  assert.equal(session.version, own, "what ran stays known");
});
