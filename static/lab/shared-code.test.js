import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decodeSharedCode,
  encodeSharedCode,
  isSharedCode,
  SharedCodeError,
  versionOf,
} from "./shared-code.js";

const CODE = {
  lesson: "echo",
  version: "12345678",
  files: { "server.go": "package echo // häh 😀\n".repeat(200) },
};

test("code comes out of a link as it went in, and the link is short", async () => {
  const hash = await encodeSharedCode(CODE);
  assert.match(hash, /^#code=1\.[\w-]+$/);
  assert.ok(hash.length < 200, `${hash.length} letters`);
  assert.equal(isSharedCode(hash), true);
  assert.equal(isSharedCode("#send-then-half-close"), false);
  assert.deepEqual(await decodeSharedCode(hash), CODE);
});

test("a link that is damaged, cut off, of another format or too large says so", async () => {
  const whole = await encodeSharedCode(CODE);
  const large = await encodeSharedCode({ ...CODE, files: { "a.go": "x".repeat(300_000) } });
  const wide = await encodeSharedCode({ ...CODE, files: { "a.go": "é".repeat(33_000) } });
  const noFiles = await encodeSharedCode({ ...CODE, files: {} });
  const path = await encodeSharedCode({ ...CODE, files: { "../a.go": "x" } });
  const lesson = await encodeSharedCode({ ...CODE, lesson: "//evil" });
  for (const [hash, message] of /** @type {[string, RegExp][]} */ ([
    [whole.slice(0, -20), /cut off/],
    [`${whole.slice(0, 30)}!${whole.slice(31)}`, /damaged/],
    ["#code=", /damaged/],
    ["#code=1.", /damaged/],
    ["#code=2.abc", /another version of Socket School/],
    [large, /more code/],
    [wide, /more code/],
    [noFiles, /damaged/],
    [path, /damaged/],
    [lesson, /damaged/],
  ])) {
    await assert.rejects(decodeSharedCode(hash), (error) => {
      assert.ok(error instanceof SharedCodeError, `${hash.slice(0, 30)}: ${error}`);
      assert.match(error.message, message);
      return true;
    });
  }
});

test("files of another version have another sum", () => {
  assert.equal(versionOf({ a: "1", b: "2" }), versionOf({ b: "2", a: "1" }));
  assert.notEqual(versionOf({ a: "1" }), versionOf({ a: "2" }));
});
