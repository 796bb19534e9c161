import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeLab, fakeSession, fakeTransport } from "../fake-lab.js";
import { addToPage, buttonNamed, settle, testSignal } from "../test-dom.js";
import { ClientsPanel } from "./clients-panel.js";

/** @import { TestContext } from "node:test" */

/**
 * @param {TestContext} t
 * @param {object} [overrides] of the transport
 */
async function makePanel(t, overrides = {}) {
  const far = new FakeLab();
  const { session } = fakeSession({ transports: [fakeTransport("host", far, overrides)] });
  /** @type {string[]} */
  const calls = [];
  const panel = new ClientsPanel(
    session,
    {
      onAdd: () => calls.push("add"),
      showNewest: () => calls.push("newest"),
      edit: () => calls.push("edit"),
    },
    testSignal(t),
  );
  addToPage(t, panel.element);
  session.events.on("change", () => panel.draw(), testSignal(t));
  panel.draw();
  const letters = () =>
    [...panel.element.querySelectorAll("lab-client")].map(
      (card) => /** @type {HTMLElement} */ (card).dataset.letter,
    );
  const hint = () => panel.element.querySelector(".clients-empty")?.textContent;
  const note = () => panel.element.querySelector(".clients-note")?.textContent;
  return { panel, session, far, calls, letters, hint, note };
}

test("clients connect once the server listens", async (t) => {
  const { panel, session } = await makePanel(t);
  const add = buttonNamed(panel.element, "Connect a client");
  const many = buttonNamed(panel.element, "10 at once");
  assert.deepEqual([add.disabled, many.disabled], [true, true]);
  await session.start();
  assert.deepEqual([add.disabled, many.disabled], [false, false]);
});

test("a new client has a card, whose field has the focus", async (t) => {
  const { panel, session, far, calls, letters } = await makePanel(t);
  await session.start();
  buttonNamed(panel.element, "Connect a client").click();
  far.connection.open();
  assert.deepEqual(letters(), ["A"]);
  assert.deepEqual(calls, ["add"]);
  assert.equal(document.activeElement?.getAttribute("aria-label"), "Message of client A");
});

test("cards stand in the order of their letters", async (t) => {
  const { session, letters } = await makePanel(t);
  await session.start();
  const clients = [session.addClient(), session.addClient(), session.addClient()];
  assert.deepEqual(letters(), ["A", "B", "C"]);
  session.removeClient(/** @type {any} */ (clients[1]));
  assert.deepEqual(letters(), ["A", "C"]);
  session.clientByLetter("D");
  session.addClient();
  assert.deepEqual(letters(), ["A", "B", "C", "D"]);
});

test("a removed card gives the focus to the button that connects", async (t) => {
  const { panel, session, hint } = await makePanel(t);
  await session.start();
  session.addClient();
  assert.equal(hint(), undefined);
  buttonNamed(panel.element, "Remove client A").click();
  assert.equal(document.activeElement, buttonNamed(panel.element, "Connect a client"));
  assert.match(hint() ?? "", /^Nobody is connected\./);
});

test("the hint names a terminal only where one reaches the lab", async (t) => {
  const reachable = await makePanel(t);
  await reachable.session.start();
  reachable.panel.drawEmpty();
  assert.match(reachable.hint() ?? "", /in a terminal/);
  const limitations = [{ id: "lifetime", text: "It ends with the page." }];
  const tab = await makePanel(t, { command: () => null, limitations });
  await tab.session.start();
  tab.panel.drawEmpty();
  assert.doesNotMatch(tab.hint() ?? "", /in a terminal/);
  assert.match(tab.hint() ?? "", /It ends with the page\.$/);
});

test("ten connect at once, and those refused leave no card", async (t) => {
  const { panel, session, far, calls, letters, note } = await makePanel(t);
  await session.start();
  const many = buttonNamed(panel.element, "10 at once");
  many.click();
  assert.equal(note(), "Connecting 10…");
  assert.equal(many.disabled, true);
  assert.deepEqual(calls, ["newest"]);
  for (const [index, connection] of far.connections.entries()) {
    if (index < 8) connection.open();
    else connection.handlers.closed({ reason: "refused", detail: "Full." });
  }
  await settle();
  assert.equal(letters().length, 8);
  assert.equal(note(), "8 of 10 are connected; 2 are not. Full.");
  assert.equal(many.disabled, false);
  await session.stop();
  assert.equal(note(), "", "with the server it is no news any more");
});

test("the script panel opens from here", async (t) => {
  const { panel, calls } = await makePanel(t);
  buttonNamed(panel.element, "Script").click();
  assert.deepEqual(calls, ["edit"]);
});
