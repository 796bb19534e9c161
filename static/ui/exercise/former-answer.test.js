import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { saveDraft } from "../../lab/draft.js";
import { loadFormerAnswer } from "./former-answer.js";

const former = { name: "names", title: "Names", starter: { "server.go": "a", "other.go": "b" } };

test("the answer to the exercise before is its draft, with what is not changed", () => {
  assert.equal(loadFormerAnswer("chat", former), null, "nothing is stored");
  assert.equal(loadFormerAnswer("chat", null), null);
  saveDraft("chat/names", { "server.go": "mine" }, former.starter);
  assert.deepEqual(loadFormerAnswer("chat", former), { "server.go": "mine", "other.go": "b" });
});
