import assert from "node:assert/strict";
import { test } from "node:test";
import { unmetered } from "./when-idle.js";

test("only a fast network that is not metered counts as unmetered", () => {
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
