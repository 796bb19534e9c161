import assert from "node:assert/strict";
import { test } from "node:test";
import { limitationText } from "./limitation.js";

const transport = /** @type {any} */ ({ limitations: [{ id: "reach", text: "No terminal." }] });

test("a limitation is found by its id", () => {
  assert.equal(limitationText(transport, "reach"), "No terminal.");
});

test("where there is no such limitation there is no text", () => {
  assert.equal(limitationText(transport, "buffers"), "");
});
