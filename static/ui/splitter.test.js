import "./test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { h } from "./dom.js";
import { initSplitter, valueForKey } from "./splitter.js";
import { addToPage, press, testSignal } from "./test-dom.js";

/** @import { TestContext } from "node:test" */

const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];

/**
 * @param {TestContext} t
 * @param {Partial<import("./splitter.js").Splitter>} [overrides]
 */
function makeSplitter(t, overrides = {}) {
  const element = addToPage(t, h("div"));
  const state = { value: /** @type {number | null} */ (50) };
  initSplitter(
    element,
    {
      orientation: "vertical",
      direction: 1,
      step: 2,
      value: () => state.value ?? 50,
      bounds: () => [25, 70],
      set: (value) => {
        state.value = value;
      },
      valueAt: (event, start, value) => value + (event.clientX - start.clientX),
      ...overrides,
    },
    testSignal(t),
  );
  return { element, state };
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {PointerEventInit} init
 */
function pointer(element, name, init) {
  element.dispatchEvent(new PointerEvent(name, { cancelable: true, ...init }));
}

test("it is a separator that can be focused", (t) => {
  const { element } = makeSplitter(t);
  assert.equal(element.getAttribute("role"), "separator");
  assert.equal(element.getAttribute("aria-orientation"), "vertical");
  assert.equal(element.tabIndex, 0);
});

test("arrow keys change the value by a step", (t) => {
  const { element, state } = makeSplitter(t);
  press(element, "ArrowRight");
  assert.equal(state.value, 52);
  press(element, "ArrowLeft");
  press(element, "ArrowLeft");
  assert.equal(state.value, 48);
});

test("Home and End set the bounds", (t) => {
  const { element, state } = makeSplitter(t);
  press(element, "Home");
  assert.equal(state.value, 25);
  press(element, "End");
  assert.equal(state.value, 70);
});

test("only its own keys are taken from the browser", (t) => {
  const { element } = makeSplitter(t);
  assert.equal(press(element, "ArrowLeft"), false);
  assert.equal(press(element, "ArrowUp"), true);
  assert.equal(press(element, "Tab"), true);
});

test("dragging moves it until the pointer is released", (t) => {
  const { element, state } = makeSplitter(t);
  pointer(element, "pointerdown", { button: 0, clientX: 100 });
  pointer(element, "pointermove", { clientX: 107 });
  assert.equal(state.value, 57);
  pointer(element, "lostpointercapture", {});
  pointer(element, "pointermove", { clientX: 120 });
  assert.equal(state.value, 57);
});

test("only the main button drags", (t) => {
  const { element, state } = makeSplitter(t);
  pointer(element, "pointerdown", { button: 2, clientX: 100 });
  pointer(element, "pointermove", { clientX: 107 });
  assert.equal(state.value, 50);
});

test("a double click sets the default", (t) => {
  const { element, state } = makeSplitter(t);
  element.dispatchEvent(new MouseEvent("dblclick"));
  assert.equal(state.value, null);
});

test("whatever is pressed and dragged, the value stays within the bounds", (t) => {
  const action = fc.oneof(
    fc.record({ key: fc.constantFrom(...KEYS) }),
    fc.record({ drag: fc.integer({ min: -500, max: 500 }) }),
  );
  const direction = fc.constantFrom(/** @type {const} */ (1), /** @type {const} */ (-1));
  fc.assert(
    fc.property(fc.array(action), direction, (actions, sign) => {
      const { element, state } = makeSplitter(t, { direction: sign });
      for (const one of actions) {
        if ("key" in one) press(element, one.key);
        else {
          pointer(element, "pointerdown", { button: 0, clientX: 0 });
          pointer(element, "pointermove", { clientX: one.drag });
          pointer(element, "lostpointercapture", {});
        }
        assert.ok(state.value !== null && state.value >= 25 && state.value <= 70);
      }
      element.remove();
    }),
    { numRuns: 50 },
  );
});

test("where the panel lies behind the bar, keys work the other way round", () => {
  const splitter = {
    orientation: /** @type {const} */ ("horizontal"),
    direction: /** @type {const} */ (-1),
    step: 24,
    value: () => 100,
    bounds: () => /** @type {[number, number]} */ ([32, 400]),
  };
  assert.equal(valueForKey("ArrowUp", splitter), 124);
  assert.equal(valueForKey("ArrowDown", splitter), 76);
  assert.equal(valueForKey("Home", splitter), 400);
  assert.equal(valueForKey("End", splitter), 32);
  assert.equal(valueForKey("ArrowLeft", splitter), null);
});
