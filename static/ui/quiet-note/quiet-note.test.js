import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { buttonNamed, nextFrame } from "../test-dom.js";
import { showNote } from "./quiet-note.js";

const lines = () =>
  [...document.querySelectorAll(".quiet-note p")].map(({ textContent }) => textContent);

function close() {
  buttonNamed(document.body, "Close this note").click();
}

test("lines share one note, and are added once its live region is there", () => {
  showNote("one");
  assert.ok(document.querySelector(".quiet-note [role=status]"));
  assert.deepEqual(lines(), []);
  showNote("two");
  nextFrame();
  assert.deepEqual(lines(), ["one", "two"]);
  close();
  assert.equal(document.querySelector(".quiet-note"), null);
});

test("a line is shown once, also after it has been closed", () => {
  showNote("three");
  showNote("three");
  nextFrame();
  assert.deepEqual(lines(), ["three"]);
  close();
  showNote("three");
  nextFrame();
  assert.deepEqual(lines(), []);
});

test("a browser that stores nothing gets a note", async () => {
  const { storage } = await import("../../core/storage.js");
  storage.emit("refused", null);
  nextFrame();
  assert.match(lines()[0] ?? "", /stores nothing/);
  close();
});
