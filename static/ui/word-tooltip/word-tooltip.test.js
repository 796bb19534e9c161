import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { h } from "../dom.js";
import { addToPage, press, setMedia, testSignal } from "../test-dom.js";
import { initWordTooltips } from "./word-tooltip.js";

/** @import { TestContext } from "node:test" */

beforeEach(() => setMedia("(hover: none)", true));

/** @param {TestContext} t */
function makeWords(t) {
  const word = h("a", { class: "word", href: "#fin", tabindex: "0" }, "half-close");
  const link = h("a", { href: "#other", tabindex: "0" }, "a link");
  addToPage(t, h("p", {}, word, link));
  initWordTooltips(testSignal(t));
  /** Taps an element, and returns whether the browser follows its link. */
  const tap = (/** @type {HTMLElement} */ element) => {
    element.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    const follows = element.dispatchEvent(
      new MouseEvent("click", { bubbles: true, cancelable: true }),
    );
    return follows;
  };
  return { word, link, tap };
}

test("the first tap explains, the second follows the link", (t) => {
  const { word, tap } = makeWords(t);
  assert.equal(tap(word), false);
  assert.equal(document.activeElement, word);
  assert.equal(tap(word), true);
});

test("after a tap elsewhere a word explains itself again", (t) => {
  const { word, link, tap } = makeWords(t);
  tap(word);
  link.focus();
  assert.equal(tap(word), false);
});

test("other links are followed at once", (t) => {
  const { link, tap } = makeWords(t);
  assert.equal(tap(link), true);
});

test("where a mouse hovers, the first click follows the link", (t) => {
  setMedia("(hover: none)", false);
  const { word, tap } = makeWords(t);
  assert.equal(tap(word), true);
});

test("Escape hides an explanation until the focus comes again", (t) => {
  const { word } = makeWords(t);
  word.focus();
  press(word, "ArrowDown");
  assert.equal(word.hasAttribute("data-dismissed"), false);
  press(word, "Escape");
  assert.equal(word.hasAttribute("data-dismissed"), true);
  word.dispatchEvent(new Event("focusout", { bubbles: true }));
  assert.equal(word.hasAttribute("data-dismissed"), false);
});
