import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { addToPage } from "../test-dom.js";
import "./theme-toggle.js";

/** @import { TestContext } from "node:test" */

const root = document.documentElement;

beforeEach(() => {
  localStorage.clear();
  delete root.dataset.theme;
});

/** @param {TestContext} t */
function makeToggle(t) {
  const toggle = addToPage(t, document.createElement("theme-toggle"));
  const button = /** @type {HTMLButtonElement} */ (toggle.querySelector("button"));
  return { button, label: () => button.getAttribute("aria-label") };
}

test("it goes from the system's theme to light, to dark, and back", (t) => {
  const { button, label } = makeToggle(t);
  const seen = [0, 1, 2, 3].map(() => {
    const now = [label(), root.dataset.theme, localStorage.getItem("socketschool.theme")];
    button.click();
    return now;
  });
  assert.deepEqual(seen, [
    ["Colours: as the system has them", undefined, null],
    ["Colours: light", "light", "light"],
    ["Colours: dark", "dark", "dark"],
    ["Colours: as the system has them", undefined, "auto"],
  ]);
});

test("it begins with the theme that the page has", (t) => {
  root.dataset.theme = "dark";
  assert.equal(makeToggle(t).label(), "Colours: dark");
});

test("a theme that does not exist is the system's", (t) => {
  root.dataset.theme = "sepia";
  assert.equal(makeToggle(t).label(), "Colours: as the system has them");
});
