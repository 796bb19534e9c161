import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { FakeLab, fakeSession, fakeTransport } from "../fake-lab.js";
import { buttonNamed, testSignal } from "../test-dom.js";
import { StartPanel } from "./start-panel.js";

/**
 * @import { TestContext } from "node:test"
 * @import { OpenExercise } from "../lesson-lab.js"
 */

/** @param {TestContext} t */
function makePanel(t) {
  const far = new FakeLab();
  const transports = [fakeTransport("host", far), fakeTransport("tab", far)];
  const { session } = fakeSession({ transports });
  /** @type {string[]} */
  const calls = [];
  const actions = {
    run: () => calls.push("run"),
    runLesson: () => calls.push("lesson"),
    openSaved: () => calls.push("open"),
    edit: () => calls.push("edit"),
  };
  const data = { lesson: "echo", port: 4040, tls: false };
  /** @type {{ session: typeof session, exercise: OpenExercise | null }} */
  const lab = { session, exercise: null };
  const panel = new StartPanel(lab, data, actions, testSignal(t));
  panel.draw();
  const visible = () =>
    [...panel.element.querySelectorAll(".lab-about > :not([inert]) h2")].map(
      ({ textContent }) => textContent,
    );
  return { panel, lab, session, transports, calls, visible };
}

test("it describes the transport that is chosen", async (t) => {
  const { panel, session, transports, visible } = makePanel(t);
  assert.deepEqual(visible(), ["A server at host"]);
  await session.selectTransport(transports[1]);
  panel.draw();
  assert.deepEqual(visible(), ["A server at tab"]);
  assert.ok(buttonNamed(panel.element, "Run at tab"));
});

test("its buttons run, open a saved run, and open the script panel", (t) => {
  const { panel, calls } = makePanel(t);
  for (const name of ["Run at host", "or open a saved run", "write a script"])
    buttonNamed(panel.element, name).click();
  assert.deepEqual(calls, ["run", "open", "edit"]);
});

test("while an exercise is open it offers that, and the lesson's server", (t) => {
  const { panel, lab, calls, visible } = makePanel(t);
  lab.exercise = { name: "b", label: "exercise 2", run: async () => {} };
  panel.draw();
  assert.deepEqual(visible(), ["Your own server"]);
  for (const name of ["Run exercise 2", "run the lesson's server"])
    buttonNamed(panel.element, name).click();
  assert.deepEqual(calls, ["run", "lesson"]);
});

test("while the server starts, running and opening wait", async (t) => {
  const { panel, session } = makePanel(t);
  const starting = session.start();
  panel.draw();
  assert.equal(buttonNamed(panel.element, "Starting…").disabled, true);
  assert.equal(buttonNamed(panel.element, "or open a saved run").disabled, true);
  assert.equal(buttonNamed(panel.element, "write a script").disabled, false);
  await starting;
});

test("it takes the switch before its button, and the load bar to the links", (t) => {
  const { panel } = makePanel(t);
  const transportSwitch = h("div");
  const bar = h("div");
  panel.take(transportSwitch, bar);
  panel.take(transportSwitch, bar);
  assert.equal(transportSwitch.nextElementSibling, buttonNamed(panel.element, "Run at host"));
  assert.equal(bar.parentElement?.className, "lab-under");
});
