import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { h } from "../dom.js";
import { fakeLessonLab, fakeSession } from "../fake-lab.js";
import { addToPage, buttonNamed, press, settle, testSignal, type } from "../test-dom.js";
import { ScriptPanel } from "./script-panel.js";

/** @import { TestContext } from "node:test" */

const SCRIPT = "socketschool.script.echo";

beforeEach(() => localStorage.clear());

/** @param {TestContext} t */
function makePanel(t) {
  const { session, far } = fakeSession();
  const { lab, shown } = fakeLessonLab(session);
  const host = addToPage(t, h("section", { hidden: true }));
  const panel = new ScriptPanel(host, lab, testSignal(t));
  const text = /** @type {HTMLTextAreaElement} */ (host.querySelector("textarea"));
  const back = () => buttonNamed(host, "Back to what I had");
  const status = () => host.querySelector("[role=status]")?.textContent;
  return { panel, host, text, lab, shown, session, far, back, status };
}

test("a learner without a script gets the example, which is not saved", (t) => {
  const { text, panel, host } = makePanel(t);
  assert.equal(text.value, "connect a\n");
  panel.open(null);
  buttonNamed(host, "Run it").click();
  assert.equal(localStorage.getItem(SCRIPT), null);
});

test("what a learner writes is saved and there again", (t) => {
  const first = makePanel(t);
  type(first.text, "connect b\n");
  buttonNamed(first.host, "Run it").click();
  assert.equal(localStorage.getItem(SCRIPT), "connect b\n");
  assert.equal(makePanel(t).text.value, "connect b\n");
});

test("it opens in the lab's view with the focus in the text, and Escape closes it", (t) => {
  const { panel, host, text, shown } = makePanel(t);
  const opener = addToPage(t, h("button", {}, "Change it"));
  opener.focus();
  panel.open(null);
  assert.equal(host.hidden, false);
  assert.deepEqual(shown, ["lab"]);
  assert.equal(document.activeElement, text);
  press(text, "Escape");
  assert.equal(host.hidden, true);
  assert.equal(document.activeElement, opener);
  assert.deepEqual(shown, ["lab", "lesson"], "the opener's view is shown again");
});

test("where the opener is gone, the lab gets the focus", (t) => {
  const { panel, shown } = makePanel(t);
  const opener = addToPage(t, h("button"));
  opener.focus();
  panel.open(null);
  opener.remove();
  panel.close();
  assert.deepEqual(shown, ["lab", "focus"]);
});

test("on a phone, a learner who has run a script stays in the lab", (t) => {
  const { panel, host, lab, shown } = makePanel(t);
  Object.assign(lab.views, { oneColumn: true });
  const opener = addToPage(t, h("button"));
  opener.focus();
  panel.open(null);
  buttonNamed(host, "Run it").click();
  panel.close();
  assert.deepEqual(shown, ["lab", "focus"]);
  opener.focus();
  panel.open(null);
  panel.close();
  assert.equal(document.activeElement, opener, "without a run the opener has the focus again");
});

test("a Try it's script replaces the learner's, who can go back", (t) => {
  const { panel, text, back } = makePanel(t);
  type(text, "connect b\n");
  panel.open('connect a\na send "x"\n');
  assert.equal(text.value, 'connect a\na send "x"\n');
  assert.equal(localStorage.getItem(SCRIPT), "connect b\n", "the Try it's is not saved");
  assert.equal(back().hidden, false);
  back().click();
  assert.equal(text.value, "connect b\n");
  assert.equal(localStorage.getItem(SCRIPT), "connect b\n");
  assert.equal(back().hidden, true);
  assert.equal(document.activeElement, text);
});

test("a Try it's script that is changed is saved, and the one before kept", (t) => {
  const { panel, host, text, back } = makePanel(t);
  type(text, "connect b\n");
  panel.open("connect a\n");
  type(text, "connect c\n");
  buttonNamed(host, "Run it").click();
  assert.equal(localStorage.getItem(SCRIPT), "connect c\n");
  buttonNamed(host, "Stop").click();
  back().click();
  assert.equal(text.value, "connect b\n");
  assert.equal(localStorage.getItem(SCRIPT), "connect b\n");
});

test("a script with a mistake is not run: its line is selected", (t) => {
  const { panel, host, text, session } = makePanel(t);
  panel.open(null);
  type(text, "connect a\na shout\n");
  buttonNamed(host, "Run it").click();
  assert.equal(text.value.slice(text.selectionStart, text.selectionEnd), "a shout");
  assert.equal(session.state, "none");
});

test("a script without steps says so", (t) => {
  const { host, text, status } = makePanel(t);
  type(text, "# nothing\n");
  buttonNamed(host, "Run it").click();
  assert.equal(status(), "There is no step yet. Begin with: connect a");
});

test("Run it becomes Stop, and back", async (t) => {
  const { host, status, session } = makePanel(t);
  buttonNamed(host, "Run it").click();
  assert.equal(host.dataset.state, "running");
  await settle();
  assert.equal(session.clients.length, 1);
  buttonNamed(host, "Stop").click();
  await settle();
  assert.equal(host.dataset.state, "stopped");
  assert.equal(status(), "Stopped.");
  assert.ok(buttonNamed(host, "Run it"));
});

test("typing stops the run", async (t) => {
  const { host, text } = makePanel(t);
  buttonNamed(host, "Run it").click();
  await settle();
  type(text, "connect b\n");
  await settle();
  assert.equal(host.dataset.state, "stopped");
});
