import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "./encode.js";

test("from what is typed to what is sent", () => {
  const table = /** @type {[string, import("./encode.js").Mode, number[]][]} */ ([
    ["hi", "lf", [104, 105, 10]],
    ["hi", "crlf", [104, 105, 13, 10]],
    ["é", "none", [0xc3, 0xa9]],
    ["", "lf", [10]],
    ["68 c3", "hex", [0x68, 0xc3]],
  ]);
  for (const [text, mode, want] of table) {
    const made = encode(text, mode);
    assert.ok("bytes" in made);
    assert.deepEqual([...made.bytes], want);
  }
});

test("nothing is not sent, and said", () => {
  const nothing = encode("", "none");
  assert.match("error" in nothing ? nothing.error : "", /nothing to send/);
  const wrong = encode("6", "hex");
  assert.deepEqual("bytes" in wrong && [...wrong.bytes], [6]);
  assert.ok("error" in encode("xyz", "hex"));
});
