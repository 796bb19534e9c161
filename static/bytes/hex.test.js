import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hexDigits } from "./bytes.js";
import { parseHex } from "./hex.js";

test("hex is read however people write it", () => {
  const hi = [0x68, 0x65, 0x0a];
  for (const text of [
    "68 65 0a",
    "68650A",
    "68:65:0a",
    "0x68 0x65 0x0a",
    "\\x68\\x65\\x0a",
    "68,65, a",
    " 68-65_0a ",
  ]) {
    const read = parseHex(text);
    assert.ok("bytes" in read, text);
    assert.deepEqual([...read.bytes], hi, text);
  }
});

test("an error names what is not hex, with an example", () => {
  const table = /** @type {[string, RegExp][]} */ ([
    ["", /Type bytes/],
    ["  ", /Type bytes/],
    ["6g", /“g” is not a hex digit/],
    ["686", /“686” has 3 digits/],
    ["hello", /“h” is not a hex digit.*68 65 0a/],
  ]);
  for (const [text, want] of table) {
    const read = parseHex(text);
    assert.ok("error" in read, text);
    assert.match(read.error, want);
  }
});

test("bytes written in hex are read back the same", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
      assert.deepEqual(parseHex(Array.from(bytes, hexDigits).join(" ")), { bytes });
    }),
  );
});
