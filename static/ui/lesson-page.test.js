import "./test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { requestContext } from "./context.js";
import { h } from "./dom.js";
import { LESSON_LAB } from "./lesson-lab.js";
import "./lesson-page.js";

test("a page without a lab provides none", () => {
  assert.equal(requestContext(document.body, LESSON_LAB), null);
});

test("a lesson page makes its lab once, for all its elements", () => {
  localStorage.clear();
  const lab = document.createElement("socket-lab");
  Object.assign(lab.dataset, { lesson: "echo", port: "4040", host: "" });
  const steps = h("div", { class: "try-steps" }, h("code", {}, "connect a\n"));
  const tryIt = document.createElement("try-it");
  tryIt.append(steps);
  const article = h("article", { id: "lesson", "data-lesson": "echo-lesson" }, tryIt);
  document.body.append(h("main", {}, article, h("section", { id: "lab" }, lab)));
  const first = requestContext(lab, LESSON_LAB);
  assert.equal(first?.lesson, "echo-lesson");
  assert.equal(first?.session.lesson, "echo");
  assert.equal(first?.session.transport.id, "host");
  assert.equal(first?.exampleScript, "connect a\n");
  assert.equal(requestContext(tryIt, LESSON_LAB), first);
});
