import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { problemLine } from "./problem-line.js";

const files = { "server.go": 'package echo\n\n\ts := "é" + undefinedName(1)\n' };

test("the line of a problem has a mark at the word that it is about", () => {
  for (const [line, column, text, mark] of /** @type {const} */ ([
    [3, 14, 's := "é" + undefinedName(1)', "undefinedName"],
    [3, 27, 's := "é" + undefinedName(1)', "("],
    [1, 99, "package echo", undefined],
    [2, 1, undefined, undefined],
    [9, 1, undefined, undefined],
  ])) {
    const shown = problemLine(files, { file: "server.go", line, column });
    assert.equal(shown?.textContent, text);
    assert.equal(shown?.querySelector("mark")?.textContent, mark);
  }
  assert.equal(problemLine(files, { file: "room.go", line: 1, column: 1 }), null);
});
