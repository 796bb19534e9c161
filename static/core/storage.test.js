import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseDone } from "../lab/progress.js";
import { fragmentOf } from "./fragment.js";
import { GuardedStorage, storage } from "./storage.js";

const throws = () => {
  throw new DOMException("full", "QuotaExceededError");
};

test("storage that throws loses the stored values and nothing else", () => {
  let refused = 0;
  storage.on("refused", () => refused++, new AbortController().signal);
  const forbidden = Object.defineProperty({}, "localStorage", { get: throws });
  const full = { getItem: () => "old", setItem: throws, removeItem: throws };
  const scopes = [forbidden, {}, { localStorage: full }, { localStorage: { getItem: throws } }];
  for (const scope of scopes) {
    const area = new GuardedStorage("localStorage", /** @type {any} */ (scope));
    area.getItem("key");
    assert.equal(area.setItem("key", "new"), false);
    assert.equal(area.getItem("key"), "new", "kept for the page");
    area.removeItem("key");
    assert.equal(area.getItem("key"), null);
  }
  assert.equal(refused, 1, "said once");
});

test("a stored value that is no valid text is absent", () => {
  for (const value of ["\ud800", "a\udc00b", 7, {}, undefined]) {
    const scope = /** @type {any} */ ({ sessionStorage: { getItem: () => value } });
    assert.equal(new GuardedStorage("sessionStorage", scope).getItem("key"), null);
  }
  const scope = /** @type {any} */ ({ localStorage: { getItem: () => "text 😀" } });
  assert.equal(new GuardedStorage("localStorage", scope).getItem("key"), "text 😀");
});

test("stored progress of any shape is read or absent", () => {
  assert.deepEqual(
    parseDone('{"echo":["a",1],"x":null,"__proto__":["b"]}').tryIts,
    new Map([
      ["echo", new Map([["a", null]])],
      ["__proto__", new Map([["b", null]])],
    ]),
  );
  for (const stored of [null, "", "null", "7", "[]", '"x"', '{"echo":', '{"echo":"abc"}'])
    assert.equal(parseDone(stored).tryIts.size, 0, String(stored));
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (stored) => {
      for (const times of parseDone(stored).tryIts.values())
        assert.ok([...times.keys()].every((id) => typeof id === "string"));
    }),
  );
});

test("an address fragment that is no valid text is absent", () => {
  assert.equal(fragmentOf("#a%20b"), "a b");
  for (const hash of ["", "#", "#%", "#%E0%A4%A", "#%ZZ"]) assert.equal(fragmentOf(hash), "");
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      (hash) => typeof fragmentOf(`#${hash}`) === "string",
    ),
  );
});
