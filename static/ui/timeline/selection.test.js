import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { addToPage, press, testSignal } from "../test-dom.js";
import { Diagram } from "./diagram.js";
import { Selection } from "./selection.js";
import { contextOf, EXCHANGE, modelOf } from "./test-run.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
function make(t) {
  const diagram = new Diagram();
  addToPage(t, diagram.element);
  const { model } = modelOf(EXCHANGE);
  const { context, lanes } = contextOf(model);
  diagram.draw(model.rows(), lanes, context);
  let changes = 0;
  const selection = new Selection(diagram, () => changes++, testSignal(t));
  selection.refresh();
  const node = (/** @type {number} */ id) => {
    const drawn = diagram.find(id);
    assert.ok(drawn);
    return drawn.node;
  };
  const fire = (/** @type {string} */ type, /** @type {number} */ id) =>
    node(id).dispatchEvent(new Event(type, { bubbles: true }));
  const tabStops = () =>
    diagram.marks
      .filter(({ node }) => node.getAttribute("tabindex") === "0")
      .map(({ row }) => row.id);
  return { diagram, selection, node, fire, tabStops, changes: () => changes };
}

test("one row is the tab stop: at first the newest", (t) => {
  const { tabStops, fire } = make(t);
  assert.deepEqual(tabStops(), [7]);
  fire("focusin", 3);
  assert.deepEqual(tabStops(), [3]);
});

test("a pin outweighs the pointer, and the pointer the focus", (t) => {
  const { selection, fire } = make(t);
  const selected = () => selection.mark?.seq ?? 0;
  assert.equal(selected(), 0);
  fire("focusin", 2);
  assert.equal(selected(), 2);
  fire("pointerover", 3);
  assert.equal(selected(), 3);
  fire("click", 5);
  fire("pointerover", 3);
  assert.equal(selected(), 5);
});

test("a click pins and a second one releases", (t) => {
  const { selection, fire, node, changes } = make(t);
  fire("click", 5);
  assert.equal(node(5).getAttribute("aria-pressed"), "true");
  assert.equal(changes(), 1);
  fire("click", 5);
  assert.equal(selection.pinned, null);
  assert.equal(node(5).getAttribute("aria-pressed"), "false");
});

test("keys move the focus, within the rows, and the pin with it", (t) => {
  const { selection, node } = make(t);
  /** @type {number[]} */
  const focused = [];
  for (const id of [1, 2, 3, 5, 6, 7]) node(id).focus = () => focused.push(id);
  const keys = /** @type {[number, string][]} */ ([
    [3, "ArrowDown"],
    [5, "ArrowUp"],
    [3, "Home"],
    [1, "ArrowLeft"],
    [2, "End"],
    [7, "PageDown"],
    [7, "PageUp"],
  ]);
  for (const [id, key] of keys) assert.equal(press(node(id), key), false, key);
  assert.deepEqual(focused, [5, 3, 1, 1, 7, 7, 1]);
  press(node(3), "Enter");
  assert.equal(selection.pinned?.seq, 3);
  press(node(3), "ArrowDown");
  assert.equal(selection.pinned?.seq, 5);
});

test("Escape clears the selection, and other keys are left to the browser", (t) => {
  const { selection, node } = make(t);
  press(node(3), " ");
  assert.equal(selection.pinned?.seq, 3);
  assert.equal(press(node(3), "Escape"), false);
  assert.equal(selection.mark, null);
  assert.equal(press(node(3), "Escape"), true, "nothing to clear");
  assert.equal(press(node(3), "a"), true);
});

test("when the focused row is removed, the focus goes to the oldest", (t) => {
  const { selection, node } = make(t);
  let focused = 0;
  node(1).focus = () => focused++;
  selection.refocus();
  assert.equal(focused, 1);
});
