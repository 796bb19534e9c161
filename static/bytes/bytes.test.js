import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Joiner, plain, quote, segments, toBytes, utf8State } from "./bytes.js";

/** @param {number[]} bytes */
const of = (...bytes) => new Uint8Array(bytes);

test("text is shown as text, other bytes as hex", () => {
  const table = /** @type {[string, Uint8Array, string][]} */ ([
    ["ascii and a line end", toBytes("hi\n"), "hi⏎"],
    ["half a character", of(0x68, 0xc3), "hc3"],
    ["the other half", of(0xa9, 0x0a), "a9⏎"],
    ["a whole one", toBytes("hé"), "hé"],
    ["four bytes", toBytes("🙂"), "🙂"],
    ["carriage return", toBytes("a\r\n"), "a0d⏎"],
    ["zero, tab, escape", of(0, 9, 0x1b), "00091b"],
    ["overlong", of(0xc0, 0xaf), "c0af"],
    ["surrogate", of(0xed, 0xa0, 0x80), "eda080"],
    ["beyond Unicode", of(0xf4, 0x90, 0x80, 0x80), "f4908080"],
    ["text that turns writing around", toBytes("\u202e"), "e280ae"],
    ["a byte order mark", of(0xef, 0xbb, 0xbf), "efbbbf"],
  ]);
  for (const [name, bytes, want] of table) assert.equal(plain(bytes), want, name);
});

test("no byte is lost or doubled on the way to the page", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const back = segments(bytes).flatMap((part) => {
        if (part.kind === "text") return [...toBytes(part.text)];
        return part.kind === "end" ? [10] : [Number.parseInt(part.hex, 16)];
      });
      assert.deepEqual(back, [...bytes]);
    }),
  );
});

test("utf8State tells a cut character from a wrong one", () => {
  assert.equal(utf8State(of()), "complete");
  assert.equal(utf8State(toBytes("hé")), "complete");
  assert.equal(utf8State(of(0x68, 0xc3)), "partial");
  assert.equal(utf8State(of(0xf0, 0x9f, 0x99)), "partial");
  assert.equal(utf8State(of(0xff)), "invalid");
  assert.equal(utf8State(of(0xa9)), "invalid");
  assert.equal(utf8State(of(0xc0)), "invalid", "begins nothing");
  assert.equal(utf8State(of(0xe0, 0x80)), "invalid", "overlong, whatever follows");
  assert.equal(utf8State(of(0xed, 0xa0)), "invalid", "a surrogate, whatever follows");
  assert.equal(utf8State(of(0xff, 0xc3)), "invalid");
});

test("every cut of a text is open until its character is whole", () => {
  const all = toBytes("aé√🙂");
  for (let cut = 0; cut <= all.length; cut++) {
    assert.notEqual(utf8State(all.subarray(0, cut)), "invalid", `cut at ${cut}`);
  }
});

test("pieces that only together are text say so, once", () => {
  const joiner = new Joiner();
  assert.equal(joiner.push(toBytes("hi\n")), null);
  assert.equal(joiner.push(of(0x68, 0xc3)), null);
  assert.equal(joiner.push(of(0xa9, 0x0a)), "hé⏎");
  assert.equal(joiner.push(toBytes("next")), null);
  assert.equal(joiner.push(of(0xf0)), null);
  assert.equal(joiner.push(of(0x9f)), null);
  assert.equal(joiner.push(of(0x99, 0x82)), "🙂");
  assert.equal(joiner.push(of(0xc3)), null);
  assert.equal(joiner.push(toBytes("x")), null, "it did not become a character");
  assert.equal(joiner.push(toBytes("y")), null);
});

test("a script reads quoted bytes", () => {
  assert.equal(quote(of(0x68, 0xc3)), '"h\\xc3"');
  assert.equal(quote(toBytes('a"b\\c\n')), '"a\\"b\\\\c\\n"');
  assert.equal(quote(of(0, 13, 9)), '"\\x00\\r\\t"');
});
