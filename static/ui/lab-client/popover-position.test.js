import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { popoverPosition } from "./popover-position.js";

const window = { width: 1000, height: 800 };

test("it stands below the button, at the card's left edge", () => {
  const button = { top: 100, bottom: 120 };
  const size = { width: 400, height: 300 };
  assert.deepEqual(popoverPosition({ button, left: 50, size, window }), { left: 50, top: 124 });
});

test("where there is no room below, it stands above", () => {
  const button = { top: 700, bottom: 720 };
  const size = { width: 400, height: 300 };
  assert.deepEqual(popoverPosition({ button, left: 50, size, window }), { left: 50, top: 396 });
});

test("it moves left where it would leave the window", () => {
  const button = { top: 100, bottom: 120 };
  const size = { width: 400, height: 300 };
  assert.equal(popoverPosition({ button, left: 900, size, window }).left, 592);
});

test("it keeps its distance from the window's edges, where its size allows", () => {
  const number = (/** @type {number} */ min, /** @type {number} */ max) => fc.integer({ min, max });
  fc.assert(
    fc.property(
      number(0, 800),
      number(-200, 1200),
      number(10, 984),
      number(10, 380),
      (top, left, width, height) => {
        const button = { top, bottom: top + 20 };
        const at = popoverPosition({ button, left, size: { width, height }, window });
        assert.ok(at.left >= 8 && at.left + width <= 992);
        assert.ok(at.top >= 8);
        // Above the button it needs the button's own place in the window.
        if (top <= 800 - 20) assert.ok(at.top + height <= 800);
      },
    ),
  );
});
