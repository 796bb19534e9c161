import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import "./class-joined.js";

test("the number of those who have joined is said before the host answers", (t) => {
  for (const [joined, words] of [
    ["0", "0 have joined"],
    ["1", "1 has joined"],
    ["300", "300 have joined"],
  ]) {
    const element = document.createElement("class-joined");
    element.dataset.joined = joined;
    document.body.append(element);
    t.after(() => element.remove());
    assert.equal(element.textContent, words);
  }
});
