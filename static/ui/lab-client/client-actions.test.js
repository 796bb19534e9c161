import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { startedSession } from "../fake-lab.js";
import { buttonNamed, testSignal } from "../test-dom.js";
import { ClientActions } from "./client-actions.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
async function makeActions(t) {
  const { session, far } = await startedSession();
  const client = session.addClient();
  const actions = new ClientActions(client, testSignal(t));
  const names = ["Half-close", "Pause", "Close", "Reset"];
  const enabled = () => {
    actions.draw();
    const buttons = [...actions.element.querySelectorAll("button")];
    return names.filter((_, index) => !buttons[index]?.disabled);
  };
  const click = (/** @type {string} */ name) => {
    buttonNamed(actions.element, name).click();
    actions.draw();
  };
  return { actions, client, far, enabled, click };
}

test("while it connects, a client can be closed or half-closed", async (t) => {
  const { enabled } = await makeActions(t);
  assert.deepEqual(enabled(), ["Half-close", "Close"]);
});

test("an open client can do everything", async (t) => {
  const { far, enabled, click } = await makeActions(t);
  far.connection.open();
  assert.deepEqual(enabled(), ["Half-close", "Pause", "Close", "Reset"]);
  click("Half-close");
  assert.deepEqual(far.connection.calls, ["half-close"]);
  assert.deepEqual(enabled(), ["Pause", "Close", "Reset"]);
  click("Reset");
  assert.deepEqual(far.connection.calls, ["half-close", "reset"]);
});

test("Pause becomes Read on, and back", async (t) => {
  const { far, client, click, actions } = await makeActions(t);
  far.connection.open();
  click("Pause");
  assert.equal(client.paused, true);
  click("Read on");
  assert.equal(client.paused, false);
  assert.deepEqual(far.connection.calls, ["pause", "resume"]);
  client.readSlowly(10);
  actions.draw();
  click("Read on");
  assert.equal(client.rate, 0, "it ends reading slowly, too");
});

test("a client that has ended has no actions", async (t) => {
  const { far, actions, click } = await makeActions(t);
  far.connection.open();
  click("Close");
  assert.deepEqual(far.connection.calls, ["close"]);
  far.connection.end();
  actions.draw();
  assert.equal(actions.element.hidden, true);
});
