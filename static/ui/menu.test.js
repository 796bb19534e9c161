import "./test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "./dom.js";
import { menu } from "./menu.js";
import { addToPage, press, testSignal } from "./test-dom.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
function openMenu(t) {
  const item = h("button", {}, "Clear");
  const { element, close } = menu("More", [item], testSignal(t));
  addToPage(t, element);
  const details = /** @type {HTMLDetailsElement} */ (element);
  details.open = true;
  return { details, item, close, opener: element.querySelector("summary") };
}

test("the opener has the label, and the items are inside", (t) => {
  const { details, item, opener } = openMenu(t);
  assert.equal(opener?.getAttribute("aria-label"), "More");
  assert.ok(details.contains(item));
});

test("a click elsewhere closes it, one inside does not", (t) => {
  const { details, item } = openMenu(t);
  item.click();
  assert.equal(details.open, true);
  document.body.click();
  assert.equal(details.open, false);
});

test("Escape closes it, gives the focus back and goes no further", (t) => {
  const { details, item, opener } = openMenu(t);
  let escapes = 0;
  const listener = () => escapes++;
  document.addEventListener("keydown", listener);
  press(item, "Escape");
  assert.equal(details.open, false);
  assert.equal(document.activeElement, opener);
  assert.equal(escapes, 0);
  press(item, "Escape");
  assert.equal(escapes, 1, "a closed menu leaves the key to others");
  document.removeEventListener("keydown", listener);
});

test("close closes it and gives the focus back", (t) => {
  const { details, close, opener } = openMenu(t);
  close();
  assert.equal(details.open, false);
  assert.equal(document.activeElement, opener);
});
