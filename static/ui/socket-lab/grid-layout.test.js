import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { gridLayout } from "./grid-layout.js";

test("three cards stay whole, however narrow the lab is", () => {
  for (const count of [0, 1, 2, 3])
    assert.deepEqual(gridLayout(count, 100, 100), { columns: 3, crowd: null });
});

test("more cards are whole where they fit side by side", () => {
  assert.deepEqual(gridLayout(4, 840, 200), { columns: 4, crowd: null });
  assert.deepEqual(gridLayout(4, 839, 200), { columns: 3, crowd: "some" });
  assert.deepEqual(gridLayout(5, 1052, 200), { columns: 5, crowd: null });
});

test("a crowd shows newest rows where each card has the height for them", () => {
  assert.equal(gridLayout(8, 840, 144).crowd, "some", "two rows of four");
  assert.equal(gridLayout(8, 840, 143).crowd, "many");
  assert.equal(gridLayout(10, 300, 719).crowd, "many", "ten rows of one");
  assert.equal(gridLayout(10, 300, 720).crowd, "some");
});

test("four cards stand two by two", () => {
  assert.equal(gridLayout(4, 700, 144).crowd, "some");
  assert.equal(gridLayout(4, 700, 143).crowd, "many");
  assert.equal(gridLayout(4, 300, 288).crowd, "some", "one by one where it is narrow");
  assert.equal(gridLayout(4, 300, 287).crowd, "many");
});

const size = fc.record({
  count: fc.integer({ min: 0, max: 100 }),
  width: fc.integer({ min: 0, max: 3000 }),
  height: fc.integer({ min: 0, max: 1000 }),
});

test("there are columns for three to six cards", () => {
  fc.assert(
    fc.property(size, ({ count, width, height }) => {
      const { columns } = gridLayout(count, width, height);
      assert.ok(columns >= 3 && columns <= 6);
    }),
  );
});

test("one card more never makes the others larger, more room never smaller", () => {
  const rank = (/** @type {string | null} */ crowd) => [null, "some", "many"].indexOf(crowd);
  fc.assert(
    fc.property(size, ({ count, width, height }) => {
      const now = rank(gridLayout(count, width, height).crowd);
      assert.ok(rank(gridLayout(count, width, height + 50).crowd) <= now);
      if (count !== 3 && count !== 4)
        assert.ok(rank(gridLayout(count + 1, width, height).crowd) >= now);
    }),
    { numRuns: 2000 },
  );
});
