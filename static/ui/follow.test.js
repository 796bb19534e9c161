import "./test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { h } from "./dom.js";
import { Follow } from "./follow.js";
import { addToPage, resize, testSignal } from "./test-dom.js";

/** @import { TestContext } from "node:test" */

/**
 * A pane whose sizes a test sets; it clamps its position as a browser does.
 * @param {TestContext} t
 */
function makePane(t) {
  const content = h("ol");
  const scroll = addToPage(t, h("div", { tabindex: "0" }, content));
  const size = { top: 0, height: 1000, window: 300 };
  const end = () => Math.max(0, size.height - size.window);
  Object.defineProperties(scroll, {
    scrollTop: {
      get: () => size.top,
      set: (top) => {
        size.top = Math.max(0, Math.min(end(), top));
      },
    },
    scrollHeight: { get: () => size.height },
    clientHeight: { get: () => size.window },
  });
  const follow = new Follow(scroll, content, testSignal(t));
  const scrollTo = (/** @type {number} */ top) => {
    scroll.scrollTop = top;
    scroll.dispatchEvent(new Event("scroll"));
  };
  const change = (/** @type {Partial<typeof size>} */ sizes) => {
    Object.assign(size, sizes);
    scroll.scrollTop = size.top; // the browser's own clamping
    resize(content);
  };
  resize(content);
  return { follow, scroll, size, scrollTo, change, atEnd: () => size.top === end() };
}

test("it follows what is added", (t) => {
  const { change, atEnd, follow } = makePane(t);
  assert.ok(atEnd());
  change({ height: 1500 });
  assert.ok(atEnd());
  assert.equal(follow.button.hidden, true);
});

test("scrolling up ends it, and the button appears", (t) => {
  const { follow, scrollTo, change, size } = makePane(t);
  scrollTo(400);
  assert.equal(follow.following, false);
  assert.equal(follow.button.hidden, false);
  change({ height: 2000 });
  assert.equal(size.top, 400, "rows that are added move nothing");
});

test("scrolling to the end starts it again", (t) => {
  const { follow, scrollTo, change, atEnd } = makePane(t);
  scrollTo(400);
  scrollTo(690);
  assert.equal(follow.following, true);
  change({ height: 2000 });
  assert.ok(atEnd());
});

test("the button leads to the newest row and focuses the pane", (t) => {
  const { follow, scroll, scrollTo, atEnd } = makePane(t);
  scrollTo(0);
  follow.button.click();
  assert.ok(atEnd());
  assert.equal(follow.button.hidden, true);
  assert.equal(document.activeElement, scroll);
});

test("a change of size that moves the pane up does not end it", (t) => {
  const { follow, size, scroll, change, atEnd } = makePane(t);
  // A row was estimated too high: the end comes nearer before anything is reported.
  size.height = 800;
  scroll.scrollTop = 400;
  scroll.dispatchEvent(new Event("scroll"));
  assert.equal(follow.following, true);
  change({});
  assert.ok(atEnd());
});

test("a hidden pane keeps its state", (t) => {
  const { follow, scroll, size } = makePane(t);
  size.window = 0;
  size.top = 0;
  scroll.dispatchEvent(new Event("scroll"));
  assert.equal(follow.following, true);
});

test("stay keeps the position, whatever is added", (t) => {
  const { follow, change, size } = makePane(t);
  follow.stay();
  const { top } = size;
  change({ height: 3000 });
  assert.equal(size.top, top);
});

test("while it follows it is at the end, whatever the sizes do", (t) => {
  const action = fc.oneof(
    fc.record({ height: fc.integer({ min: 0, max: 5000 }) }),
    fc.record({ window: fc.integer({ min: 1, max: 1000 }) }),
    fc.record({ top: fc.integer({ min: 0, max: 5000 }) }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
      const { follow, scrollTo, change, size, atEnd } = makePane(t);
      for (const one of actions) {
        if ("top" in one) scrollTo(one.top);
        else change(one);
        const near = size.height - size.top - size.window < 24;
        assert.equal(follow.button.hidden, follow.following);
        if ("top" in one) assert.equal(follow.following || !near, true);
        else if (follow.following) assert.ok(atEnd() || near);
      }
    }),
    { numRuns: 100 },
  );
});
