import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { addToPage, buttonNamed, settle, testSignal } from "../test-dom.js";
import { addCopyButtons, codeText, copyButton } from "./copy-button.js";

/** @import { TestContext } from "node:test" */

/**
 * @param {TestContext} t
 * @param {object | undefined} clipboard of the browser
 */
function setClipboard(t, clipboard) {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { clipboard }, configurable: true });
  t.after(() => Object.defineProperty(globalThis, "navigator", before ?? {}));
}

/** @param {TestContext} t */
function makeButton(t) {
  const options = { label: "Copy it", text: () => "nc 127.0.0.1 4040" };
  return addToPage(t, copyButton(options, testSignal(t)));
}

test("a press copies the text and shows so for a while", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {string[]} */
  const copied = [];
  setClipboard(t, { writeText: async (/** @type {string} */ text) => copied.push(text) });
  const button = makeButton(t);
  button.click();
  await settle();
  assert.deepEqual(copied, ["nc 127.0.0.1 4040"]);
  assert.equal(button.dataset.state, "done");
  t.mock.timers.tick(1600);
  assert.equal(button.dataset.state, undefined);
});

test("where the browser refuses, the text is selected", async (t) => {
  t.mock.method(console, "info", () => {});
  const writeText = async () => {
    throw new Error("not allowed");
  };
  setClipboard(t, { writeText });
  const source = addToPage(t, h("code", {}, "the code"));
  const options = { label: "Copy it", text: () => "the code", source };
  const button = copyButton(options, testSignal(t));
  button.click();
  await settle();
  assert.equal(button.dataset.state, "failed");
  assert.equal(getSelection()?.toString(), "the code");
});

test("a page over plain HTTP copies a selection, and keeps the focus", async (t) => {
  setClipboard(t, undefined);
  /** @type {string | undefined} */
  let selected;
  const execCommand = () => {
    const area = document.querySelector("textarea");
    area?.focus(); // as selecting does in a browser
    selected = area?.value;
    return true;
  };
  Object.assign(document, { execCommand });
  const button = makeButton(t);
  button.focus();
  button.click();
  await settle();
  assert.equal(selected, "nc 127.0.0.1 4040");
  assert.equal(button.dataset.state, "done");
  assert.equal(document.activeElement, button);
  assert.equal(document.querySelector("textarea"), null);
});

test("it has its content before the icon, and its class", (t) => {
  const options = { label: "Copy", text: () => "", content: "nc …", className: "lab-command" };
  const button = copyButton(options, testSignal(t));
  assert.equal(button.className, "copy-button lab-command");
  assert.equal(button.textContent, "nc …");
});

test("code is copied without its line numbers", () => {
  const line = (/** @type {number} */ number, /** @type {string} */ text) =>
    h(
      "span",
      { class: "line" },
      h("span", { class: "ln" }, String(number)),
      h("span", { class: "cl" }, `${text}\n`),
    );
  const numbered = h("figure", {}, h("pre", {}, line(1, "for {"), line(2, "}")));
  assert.equal(codeText(numbered), "for {\n}\n");
  assert.equal(codeText(h("figure", {}, h("pre", {}, "$ nc\n"))), "$ nc\n");
  assert.equal(codeText(h("figure")), "");
});

test("each figure with code gets a button that is named after its file", (t) => {
  const figure = (/** @type {string} */ name) =>
    h("figure", { class: "code" }, h("figcaption", {}, h("span", { class: "code-file" }, name)));
  const figures = [figure("server.go"), figure("client.go")];
  const unnamed = h("figure", { class: "code" }, h("figcaption"));
  for (const element of [...figures, unnamed]) addToPage(t, element);
  addCopyButtons(testSignal(t));
  assert.ok(buttonNamed(/** @type {Element} */ (figures[0]), "Copy server.go"));
  assert.ok(buttonNamed(/** @type {Element} */ (figures[1]), "Copy client.go"));
  assert.ok(buttonNamed(unnamed, "Copy this code"));
});
