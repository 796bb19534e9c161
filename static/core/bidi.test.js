import assert from "node:assert/strict";
import { test } from "node:test";
import { showBidiControls } from "./bidi.js";

test("characters that turn the direction are shown as Go writes them", () => {
  const text = "a\u202eb\u2066c\u200fd\u061ce";
  assert.equal(showBidiControls(text), "a\\u202eb\\u2066c\\u200fd\\u061ce");
  assert.equal(showBidiControls("שלום مرحبا é"), "שלום مرحبا é");
});
