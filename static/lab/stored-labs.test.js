import assert from "node:assert/strict";
import { test } from "node:test";
import { StoredLabs } from "./stored-labs.js";

const HOST = /** @type {any} */ ({ id: "host" });
const TAB = /** @type {any} */ ({ id: "tab" });

function make() {
  /** @type {Map<string, string>} */
  const stored = new Map();
  const labs = new StoredLabs("echo", {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => void stored.set(key, value),
    removeItem: (key) => void stored.delete(key),
  });
  return { stored, labs };
}

test("each transport has an id of its own, under the lesson's name", () => {
  const { stored, labs } = make();
  labs.set(HOST, "a1");
  labs.set(TAB, "b2");
  assert.deepEqual([labs.get(HOST), labs.get(TAB)], ["a1", "b2"]);
  labs.remove(HOST);
  assert.deepEqual([...stored], [["socketschool.lab.tab.echo", "b2"]]);
});

test("what cannot be an id is absent", () => {
  const { stored, labs } = make();
  for (const value of ["", "../x", "a b", "x".repeat(129), "é"]) {
    stored.set("socketschool.lab.host.echo", value);
    assert.equal(labs.get(HOST), null, value);
  }
});

test("it stores what another version a lab runs, with its id", () => {
  /** @type {Map<string, string>} */
  const items = new Map();
  const stored = new StoredLabs("echo", {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  });
  const tab = /** @type {any} */ ({ id: "tab" });
  stored.set(tab, "x", { kind: "naive", label: "naive: one at a time" });
  assert.deepEqual(stored.version(tab), { kind: "naive", label: "naive: one at a time" });
  const exercise = /** @type {const} */ ({ kind: "own", label: "exercise 2", exercise: "b" });
  stored.set(tab, "x", exercise);
  assert.deepEqual(stored.version(tab), exercise);
  stored.set(tab, "y");
  assert.equal(stored.version(tab), null);
  stored.set(tab, "z", { kind: "own", label: "your version" });
  stored.remove(tab);
  assert.equal(items.size, 0);
});
