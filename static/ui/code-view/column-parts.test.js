import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { h } from "../dom.js";
import { addToPage, dispatchAtWindow, testSignal } from "../test-dom.js";
import { ColumnParts } from "./column-parts.js";

/** @import { TestContext } from "node:test" */

beforeEach(() => history.replaceState(null, "", "/lessons/echo"));

/** @param {TestContext} t */
function makeParts(t) {
  let top = 700;
  const views = {
    positionOf: () => top,
    setPosition: (/** @type {string} */ _view, /** @type {number} */ to) => {
      top = to;
    },
  };
  const column = addToPage(t, h("div", {}, h("h2", { id: "section" })));
  const parts = new ColumnParts(column, /** @type {any} */ (views), testSignal(t));
  parts.restore();
  return { parts, column, top: () => top };
}

test("the address has the part that is shown, and the lesson keeps its position", (t) => {
  const { parts, column, top } = makeParts(t);
  assert.equal(column.dataset.part, "lesson");
  parts.show("code");
  assert.equal(location.search, "?view=code");
  assert.equal(top(), 0);
  parts.show("lesson");
  assert.equal(location.search, "");
  assert.equal(top(), 700);
});

test("an address of the code shows the code; a link into the lesson the lesson", (t) => {
  history.replaceState(null, "", "/lessons/echo?view=code&x=1");
  const { parts } = makeParts(t);
  assert.equal(parts.current, "code");
  location.hash = "#section";
  dispatchAtWindow("hashchange");
  assert.equal(parts.current, "lesson");
  assert.equal(location.search, "?x=1");
  parts.show("code");
  location.hash = "#code=1.abc";
  dispatchAtWindow("hashchange");
  assert.equal(parts.current, "code");
});
