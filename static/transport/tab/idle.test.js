import assert from "node:assert/strict";
import { test } from "node:test";
import { unmetered } from "./idle.js";

test("what may cost the reader is not done for the reader", () => {
  const table = /** @type {[string, object | undefined, boolean][]} */ ([
    ["not known", undefined, false],
    ["fast, on a wire or unknown", { effectiveType: "4g", saveData: false }, true],
    ["fast, Wi-Fi", { effectiveType: "4g", type: "wifi" }, true],
    ["slow", { effectiveType: "3g" }, false],
    ["a phone's", { effectiveType: "4g", type: "cellular" }, false],
    ["asked to save", { effectiveType: "4g", saveData: true }, false],
  ]);
  for (const [name, connection, want] of table) {
    assert.equal(unmetered(/** @type {any} */ ({ connection })), want, name);
  }
});
