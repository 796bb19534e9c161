import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { h } from "../dom.js";
import { addToPage, press, setRect, setSize } from "../test-dom.js";
import "./column-splitter.js";

/** @import { TestContext } from "node:test" */

const { style } = document.documentElement;
const KEY = "socketschool.split";

beforeEach(() => {
  localStorage.clear();
  style.removeProperty("--split");
});

/** @param {TestContext} t */
function makeSplitter(t) {
  const splitter = document.createElement("column-splitter");
  const main = h("main", {}, splitter);
  setSize(main, { clientWidth: 1000 });
  setSize(splitter, { offsetLeft: 460 });
  setRect(main, { left: 100, width: 1000 });
  addToPage(t, main);
  return splitter;
}

test("it tells the lesson's share of the width", (t) => {
  const splitter = makeSplitter(t);
  assert.equal(splitter.getAttribute("aria-valuenow"), "46");
  assert.equal(splitter.getAttribute("aria-valuemin"), "25");
  assert.equal(splitter.getAttribute("aria-valuemax"), "70");
});

test("a key sets the share and stores it", (t) => {
  press(makeSplitter(t), "ArrowRight");
  assert.equal(style.getPropertyValue("--split"), "48%");
  assert.equal(localStorage.getItem(KEY), "48");
});

test("the bar follows the pointer", (t) => {
  const splitter = makeSplitter(t);
  splitter.dispatchEvent(new PointerEvent("pointerdown", { button: 0, clientX: 560 }));
  splitter.dispatchEvent(new PointerEvent("pointermove", { clientX: 433.34 }));
  assert.equal(style.getPropertyValue("--split"), "33.3%");
  splitter.dispatchEvent(new PointerEvent("pointermove", { clientX: 2000 }));
  assert.equal(style.getPropertyValue("--split"), "70%");
});

test("a double click forgets the choice", (t) => {
  const splitter = makeSplitter(t);
  press(splitter, "End");
  splitter.dispatchEvent(new MouseEvent("dblclick"));
  assert.equal(style.getPropertyValue("--split"), "");
  assert.equal(localStorage.getItem(KEY), "");
});
