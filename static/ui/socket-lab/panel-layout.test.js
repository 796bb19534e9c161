import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PANELS, parseLayout } from "./panel-layout.js";

const EMPTY = { folded: [], heights: {} };

test("what was stored is read again", () => {
  const layout = { folded: ["log"], heights: { clients: 30.5, log: 10 } };
  assert.deepEqual(parseLayout(JSON.stringify(layout)), layout);
});

test("nothing stored is no layout", () => {
  assert.deepEqual(parseLayout(null), EMPTY);
});

test("text that is not JSON counts as absent", (t) => {
  const info = t.mock.method(console, "info", () => {});
  assert.deepEqual(parseLayout("{folded"), EMPTY);
  assert.equal(info.mock.callCount(), 1);
});

test("invalid parts are left out, the others are used", () => {
  const stored = {
    folded: ["log", "editor", 7],
    heights: { clients: 0, timeline: "50", log: 20, editor: 10 },
  };
  assert.deepEqual(parseLayout(JSON.stringify(stored)), { folded: ["log"], heights: { log: 20 } });
});

test("whatever is stored, the layout is valid", (t) => {
  t.mock.method(console, "info", () => {});
  const near = fc.record({ folded: fc.jsonValue(), heights: fc.jsonValue() });
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    near.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(text, (stored) => {
      const { folded, heights } = parseLayout(stored);
      assert.deepEqual(
        folded,
        PANELS.filter((name) => folded.includes(name)),
      );
      for (const [name, share] of Object.entries(heights)) {
        assert.ok(PANELS.some((panel) => panel === name));
        assert.ok(share > 0 && share < 100);
      }
    }),
  );
});
