import assert from "node:assert/strict";
import { test } from "node:test";
import { ProgramOutput } from "./program-output.js";

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

test("what the page knows already is not among the last words", () => {
  const output = new ProgramOutput();
  output.write(bytes("reported\n"));
  output.reported();
  output.write(bytes("unreported\n"));
  assert.deepEqual(output.lastWords(), { stderr: "", printed: "unreported\n" });
});

test("println is told from the runtime's last words", () => {
  const output = new ProgramOutput();
  output.writeDirectly(bytes("taken\n"));
  assert.equal(output.takePrinted(), "taken\n");
  assert.equal(output.takePrinted(), "");
  output.writeDirectly(bytes("by println\n"));
  output.writeDirectly(bytes("panic: boom\n\ngoroutine 7 [running]:\n"));
  const { stderr, printed } = output.lastWords();
  assert.equal(printed, "by println\n");
  assert.match(stderr, /^taken\nby println\npanic: boom\n\ngoroutine 7/);
});
