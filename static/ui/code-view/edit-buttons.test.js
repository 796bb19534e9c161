import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { addToPage, buttonNamed, testSignal } from "../test-dom.js";
import { addEditButtons, declarationLine } from "./edit-buttons.js";

/**
 * @param {Record<string, string>} attributes
 * @param {string} name
 * @param {number} line
 * @param {string} text
 */
function figure(attributes, name, line, text) {
  const caption = h("figcaption", {}, h("span", { class: "code-name" }, name));
  const code = h("span", { class: "line", "data-line": line }, h("span", { class: "cl" }, text));
  return h("figure", { class: "code", ...attributes }, caption, h("code", {}, code));
}

test("each block of the program has a button that opens the code there", (t) => {
  const file = { "data-file": "server.go" };
  const naive = document.createElement("naive-version");
  naive.append(
    figure({ ...file, "data-naive": "slow" }, "slow", 63, "func slow() {\n"),
    h("details", { class: "naive-source" }, figure(file, "server.go", 1, "package echo\n")),
  );
  const article = addToPage(
    t,
    h(
      "article",
      {},
      figure(file, "echo", 63, "func echo() {\n"),
      naive,
      figure({ "data-file": "main.go", "data-readonly": "" }, "main", 1, "package main\n"),
    ),
  );
  /** @type {unknown[]} */
  const asked = [];
  addEditButtons(article, (place) => asked.push(place), testSignal(t));
  assert.equal(article.querySelectorAll("button").length, 2);
  buttonNamed(article, "Edit this: echo").click();
  buttonNamed(article, "Edit this: slow").click();
  assert.deepEqual(asked, [
    { file: "server.go", line: 63, declaration: "func echo() {", naive: null },
    { file: "server.go", line: 63, declaration: "func slow() {", naive },
  ]);
});

test("a declaration is found where the learner has moved or changed it", () => {
  const text =
    "package echo\n\n// mine\nfunc (s *room) add(c *client, n int) {\n}\n\nfunc echo() {\n";
  assert.equal(declarationLine(text, 63, "func echo() {"), 7);
  assert.equal(declarationLine(text, 63, "func (s *room) add(c *client) {"), 4);
  assert.equal(declarationLine(text, 5, "func gone() {"), 5);
  assert.equal(declarationLine(text, 2, ""), 2);
});
