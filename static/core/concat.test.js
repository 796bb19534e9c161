import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat } from "./concat.js";

test("joined bytes are those of the parts, in order, and a copy", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 }), (parts) => {
      assert.deepEqual(
        [...concat(parts)],
        parts.flatMap((part) => [...part]),
      );
    }),
  );
  const part = new Uint8Array([1]);
  const joined = concat([part]);
  part[0] = 2;
  assert.equal(joined[0], 1);
});
