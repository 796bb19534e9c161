import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import fc from "fast-check";

/** @type {Map<string, string>} */
const stored = new Map();
const area = {
  getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
  setItem: (/** @type {string} */ key, /** @type {string} */ value) => stored.set(key, value),
  removeItem: (/** @type {string} */ key) => stored.delete(key),
};
Object.assign(globalThis, { localStorage: area, sessionStorage: area });
const { loadView, saveView } = await import("./preferences.js");

beforeEach(() => stored.clear());

test("a view is stored for its page", () => {
  saveView("/lessons/echo", { view: "lab", positions: { lesson: 120, lab: 0 } });
  assert.deepEqual(loadView("/lessons/echo"), { view: "lab", positions: { lesson: 120, lab: 0 } });
  assert.equal(loadView("/lessons/multi"), null);
});

test("a value of another shape is absent, or has positions that are numbers", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (value) => {
      stored.set("socketschool.view", value);
      const view = loadView("/");
      if (view === null) return;
      assert.ok(Number.isFinite(view.positions.lesson) && Number.isFinite(view.positions.lab));
    }),
  );
  stored.set("socketschool.view", '{"path":"/","view":"lab","positions":{"lesson":"x"}}');
  assert.deepEqual(loadView("/"), { view: "lab", positions: { lesson: 0, lab: 0 } });
  stored.set("socketschool.view", '{"path":"/","view":"other"}');
  assert.equal(loadView("/"), null);
});
