import "./test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesView } from "./bytes-view.js";
import { h } from "./dom.js";

/** @param {number[] | Uint8Array} bytes */
function view(bytes) {
  return h("code", {}, bytesView(Uint8Array.from(bytes)));
}

test("text, line ends and other bytes look different", () => {
  const code = view([0x68, 0xff, 0x0a]);
  assert.equal(
    code.innerHTML,
    'h<span class="bytes-hex">ff</span><span class="bytes-line-end">⏎</span>',
  );
});

test("a line end breaks the line, unless it is the last byte", () => {
  assert.equal(view([0x61, 0x0a, 0x62, 0x0a]).textContent, "a⏎\nb⏎");
});

test("no byte gets lost", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const back = [...view(bytes).childNodes].flatMap((node) => {
        if (!(node instanceof Element)) {
          // The line break behind a line end is the page's own.
          return node.textContent === "\n"
            ? []
            : [...new TextEncoder().encode(node.textContent ?? "")];
        }
        return [
          node.className === "bytes-hex" ? Number.parseInt(node.textContent ?? "", 16) : 0x0a,
        ];
      });
      assert.deepEqual(back, [...bytes]);
    }),
  );
});
