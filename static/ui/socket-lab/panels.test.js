import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { h } from "../dom.js";
import { addToPage, buttonNamed, press, resize, setSize, testSignal } from "../test-dom.js";
import { Panels } from "./panels.js";

/** @import { TestContext } from "node:test" */

const KEY = "socketschool.panels";

beforeEach(() => localStorage.clear());

/** @param {TestContext} t */
function makePanels(t) {
  const create = () => h("section", {}, h("header", { class: "panel-head" }, h("h2")));
  const sections = { clients: create(), timeline: create(), log: create() };
  const body = addToPage(t, h("div"));
  setSize(body, { clientHeight: 1000 });
  setSize(sections.clients, { offsetHeight: 300 });
  setSize(sections.log, { offsetHeight: 100 });
  const panels = new Panels(body, sections, testSignal(t));
  const [clientsBar, logBar] = /** @type {HTMLElement[]} */ ([
    ...body.querySelectorAll("panel-splitter"),
  ]);
  if (!clientsBar || !logBar) throw new Error("a splitter is missing");
  const stored = () => JSON.parse(localStorage.getItem(KEY) ?? "null");
  const height = (/** @type {string} */ name) => body.style.getPropertyValue(`--${name}-height`);
  return { panels, sections, body, clientsBar, logBar, stored, height };
}

test("the splitters stand between the panels", (t) => {
  const { body, sections, clientsBar, logBar } = makePanels(t);
  const { clients, timeline, log } = sections;
  assert.deepEqual([...body.children], [clients, clientsBar, timeline, logBar, log]);
});

test("a panel folds and unfolds, and the choice is stored", (t) => {
  const { sections, stored } = makePanels(t);
  const fold = buttonNamed(sections.log, "Fold the server log");
  fold.click();
  assert.equal(sections.log.hasAttribute("data-folded"), true);
  assert.equal(fold.getAttribute("aria-expanded"), "false");
  assert.deepEqual(stored().folded, ["log"]);
  buttonNamed(sections.log, "Unfold the server log").click();
  assert.equal(sections.log.hasAttribute("data-folded"), false);
  assert.deepEqual(stored().folded, []);
});

test("the stored choice is used", (t) => {
  localStorage.setItem(KEY, JSON.stringify({ folded: ["clients"], heights: { log: 12 } }));
  const { sections, panels, height } = makePanels(t);
  assert.equal(sections.clients.hasAttribute("data-folded"), true);
  assert.equal(height("log"), "12%");
  panels.unfold("clients");
  assert.equal(sections.clients.hasAttribute("data-folded"), false);
  panels.unfold("clients");
  assert.equal(sections.clients.hasAttribute("data-folded"), false);
});

test("a splitter sets a height, as a share of the lab", (t) => {
  const { clientsBar, height, stored } = makePanels(t);
  press(clientsBar, "ArrowDown");
  assert.equal(height("clients"), "32.4%");
  assert.deepEqual(stored().heights, { clients: 32.4 });
  clientsBar.dispatchEvent(new MouseEvent("dblclick"));
  assert.equal(height("clients"), "");
  assert.deepEqual(stored().heights, {});
});

test("the log grows upwards", (t) => {
  const { logBar, height } = makePanels(t);
  press(logBar, "ArrowUp");
  assert.equal(height("log"), "12.4%");
});

test("every panel keeps its least height", (t) => {
  const { clientsBar, logBar, height } = makePanels(t);
  press(clientsBar, "Home");
  assert.equal(height("clients"), "9.6%");
  press(clientsBar, "End");
  assert.equal(height("clients"), "77%", "what log and timeline leave");
  press(logBar, "End");
  assert.equal(height("log"), "3.2%");
});

test("a splitter tells the panel's share of the height", (t) => {
  const { sections, clientsBar } = makePanels(t);
  resize(sections.clients);
  assert.equal(clientsBar.getAttribute("aria-valuenow"), "30");
  assert.equal(clientsBar.getAttribute("aria-label"), "Height of the clients");
});
