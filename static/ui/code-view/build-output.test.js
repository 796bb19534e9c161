import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { buttonNamed, testSignal } from "../test-dom.js";
import { BuildOutput, describe } from "./build-output.js";

test("each step of a build has a text, and how much is done where that is known", () => {
  assert.deepEqual(describe({ step: "queued", place: 1 }), {
    text: "Waiting: one build comes first",
    part: null,
  });
  assert.equal(describe({ step: "queued", place: 4 }).text, "Waiting: 4 builds come first");
  assert.deepEqual(describe({ step: "fetching", done: 4e6, total: 16e6 }), {
    text: "Fetching the compiler: 4.0 of 16.0 MB",
    part: 0.25,
  });
  const parts = /** @type {const} */ (["compiling", "linking"]).map(
    (step) => describe({ step }).part ?? 0,
  );
  assert.ok(Number(parts[0]) < Number(parts[1]));
});

test("a build over a second has a bar and can be cancelled; its end clears both", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {string[]} */
  const calls = [];
  const output = new BuildOutput(
    {
      announce: (text) => calls.push(text),
      show: ({ line }) => calls.push(`shows ${line}`),
      has: (file) => file === "server.go",
      onCancel: () => calls.push("cancels"),
    },
    testSignal(t),
  );
  const { element } = output;
  const bar = /** @type {HTMLElement} */ (element.querySelector("progress"));
  output.begin();
  assert.equal(bar.hidden, true);
  t.mock.timers.tick(1000);
  assert.equal(bar.hidden, false);
  output.progress({ step: "linking" });
  assert.match(element.textContent ?? "", /Linking/);
  buttonNamed(element, "Cancel").click();
  const problem = { file: "server.go", line: 3, column: 6, message: "undefined: x" };
  const files = { "server.go": "package echo\n\nvar y = x\n" };
  output.end("It does not build.", [problem, { ...problem, file: "" }], { files });
  assert.match(element.textContent ?? "", /server\.go:3:6 undefined: xvar y = x/);
  assert.equal(bar.hidden, true);
  buttonNamed(element, "server.go:3:6").click();
  assert.equal(element.querySelectorAll("li").length, 2);
  assert.deepEqual(calls, ["cancels", "It does not build.", "shows 3"]);
});
