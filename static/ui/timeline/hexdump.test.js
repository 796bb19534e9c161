import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromBase64, hexdump } from "./hexdump.js";

test("a hexdump, sixteen to a line", () => {
  const bytes = fromBase64(btoa("hello, world\n\xc3\xa9!x"));
  assert.deepEqual(hexdump(bytes), [
    {
      offset: "0000",
      hex: "68 65 6c 6c 6f 2c 20 77  6f 72 6c 64 0a c3 a9 21",
      text: "hello, world···!",
    },
    { offset: "0010", hex: "78", text: "x" },
  ]);
  assert.equal(fromBase64("?").length, 0);
});

test("a hexdump has every byte once, in order, whatever the width", () => {
  const perLine = fc.constantFrom(8, 16);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), perLine, (bytes, width) => {
      const lines = hexdump(bytes, width);
      const pairs = lines.flatMap(({ hex }) => hex.split(/ +/)).filter(Boolean);
      assert.deepEqual(
        pairs.map((pair) => Number.parseInt(pair, 16)),
        [...bytes],
      );
      assert.deepEqual(
        lines.map(({ offset }) => Number.parseInt(offset, 16)),
        lines.map((_, i) => i * width),
      );
      for (const { text } of lines) assert.match(text, /^[ -~·]{1,16}$/);
    }),
  );
});
