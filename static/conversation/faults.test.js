import assert from "node:assert/strict";
import { test } from "node:test";
import { takeFaults } from "./faults.js";

test("remarks about naive versions leave the script", () => {
  const text = `connect a
# naive one-counter: The log has the same number twice.
a send "# naive"
a expect "x" # naive as-text: It is broken. # naive twice: Not a remark of its own.
a close # a remark
`;
  assert.deepEqual(takeFaults(text), {
    script: `connect a
a send "# naive"
a expect "x"
a close # a remark
`,
    faults: [
      { version: "one-counter", line: 0, text: "The log has the same number twice." },
      {
        version: "as-text",
        line: 3,
        text: "It is broken. # naive twice: Not a remark of its own.",
      },
    ],
  });
});

test("a script without such remarks stays as it is", () => {
  const script = 'connect a\n\na send "x" # naive\n';
  assert.deepEqual(takeFaults(script), { script, faults: [] });
});
