import assert from "node:assert/strict";
import { test } from "node:test";
import { unpack } from "./pack.js";

/** @param {string[]} pieces */
function bytes(...pieces) {
  return new Uint8Array(Buffer.concat(pieces.map((piece) => Buffer.from(piece)))).buffer;
}

test("files are found by the table", () => {
  const pack = bytes(
    "socketschool pack 1\n",
    "\x1e\0\0\0",
    '[["fmt.a",5],["index.json",2]]',
    "hello{}",
  );
  const files = unpack(pack).map(({ name, bytes }) => [name, String(Buffer.from(bytes))]);
  assert.deepEqual(files, [
    ["fmt.a", "hello"],
    ["index.json", "{}"],
  ]);
});

test("something else is refused", () => {
  assert.throws(() => unpack(bytes("<!doctype html><title>Not found</title>")), /another form/);
});
