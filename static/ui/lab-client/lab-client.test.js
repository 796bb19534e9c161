import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { startedSession } from "../fake-lab.js";
import { addToPage, buttonNamed, nextFrame } from "../test-dom.js";
import { LabClient } from "./lab-client.js";

/** @import { TestContext } from "node:test" */

/**
 * @param {TestContext} t
 * @param {{ crowd?: boolean }} [options]
 */
async function makeCard(t, { crowd = false } = {}) {
  const { session, far } = await startedSession();
  const client = session.addClient();
  const card = new LabClient(client, session);
  const grid = addToPage(t, h("div", { "data-crowd": crowd ? "some" : null }, card));
  /** @type {string[]} */
  const events = [];
  for (const type of ["card-open", "card-remove"])
    grid.addEventListener(type, () => events.push(type));
  return { card, grid, client, session, far, connection: far.connection, events };
}

const textOf = (/** @type {Element} */ card, /** @type {string} */ selector) =>
  card.querySelector(selector)?.textContent;

test("a card has its client's name, color, state and port", async (t) => {
  const { card, connection } = await makeCard(t);
  assert.equal(card.getAttribute("aria-label"), "Client A");
  assert.equal(card.dataset.hue, "0");
  assert.equal(card.dataset.phase, "connecting");
  assert.equal(textOf(card, ".client-port"), "");
  connection.open();
  assert.equal(card.dataset.phase, "open");
  assert.equal(textOf(card, ".client-state"), "open");
  assert.equal(textOf(card, ".client-port"), ":5001");
});

test("rows are drawn at the next frame", async (t) => {
  const { card, connection, client } = await makeCard(t);
  nextFrame();
  connection.open();
  client.send(new TextEncoder().encode("hi\n"));
  assert.equal(card.querySelectorAll("li").length, 0);
  nextFrame();
  assert.equal(textOf(card, "li"), "sent hi⏎");
});

test("when the button that has the focus goes, another one gets it", async (t) => {
  const { card, connection } = await makeCard(t);
  connection.open();
  const reset = buttonNamed(card, "Reset");
  reset.focus();
  connection.end();
  assert.equal(document.activeElement, buttonNamed(card, "Again"));
});

test("Again reconnects and focuses the field", async (t) => {
  const { card, connection, client, session } = await makeCard(t);
  connection.open();
  connection.end();
  buttonNamed(card, "Again").click();
  assert.equal(client.phase, "connecting");
  assert.equal(document.activeElement, card.querySelector(".composer input"));
  await session.stop();
});

test("Again leaves a client without TLS without", async (t) => {
  const { card, client, session, far } = await makeCard(t);
  far.connection.open();
  far.connection.end();
  client.open(null, { plain: true });
  far.connection.open();
  far.connection.end();
  buttonNamed(card, "Again").click();
  assert.equal(far.connections.length, 3);
  assert.deepEqual(far.connection.options, { plain: true });
  await session.stop();
});

test("a card that is removed says so to what has it, and its client closes", async (t) => {
  const { card, session, connection, events, client } = await makeCard(t);
  connection.open();
  buttonNamed(card, "Remove client A").click();
  assert.deepEqual(events, ["card-remove"]);
  assert.deepEqual(connection.calls, ["close"]);
  assert.equal(session.clients.includes(client), false);
});

test("outside a crowd the header unfolds nothing", async (t) => {
  const { card, events } = await makeCard(t);
  card.querySelector("header")?.click();
  assert.equal(card.hasAttribute("data-open"), false);
  assert.deepEqual(events, []);
});

test("in a crowd the header unfolds and folds the card", async (t) => {
  const { card, events } = await makeCard(t, { crowd: true });
  const header = card.querySelector("header");
  header?.click();
  assert.equal(card.hasAttribute("data-open"), true);
  assert.deepEqual(events, ["card-open"]);
  buttonNamed(card, "Fold client A").click();
  assert.equal(card.hasAttribute("data-open"), false);
  buttonNamed(card, "Unfold client A").click();
  assert.equal(card.hasAttribute("data-open"), true);
});

test("in a crowd other buttons of the header do not fold", async (t) => {
  const { card, connection } = await makeCard(t, { crowd: true });
  connection.open();
  connection.end();
  buttonNamed(card, "Again").click();
  assert.equal(card.hasAttribute("data-open"), false);
});

test("in a crowd the header has the newest bytes", async (t) => {
  const { card, connection } = await makeCard(t, { crowd: true });
  nextFrame();
  connection.open();
  connection.receive("pong\n");
  nextFrame();
  assert.equal(textOf(card, ".client-last"), "pong⏎");
});

test("after it has left the page a card follows its client no more", async (t) => {
  const { card, connection } = await makeCard(t);
  card.remove();
  connection.open();
  assert.equal(card.dataset.phase, "connecting");
});
