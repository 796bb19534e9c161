import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { noteSolved, noteStart } from "../../lab/exercise-progress.js";
import { markDone } from "../../lab/progress.js";
import { h } from "../dom.js";
import { addToPage } from "../test-dom.js";
import "./course-step.js";

/** @import { TestContext } from "node:test" */

beforeEach(() => localStorage.clear());

/** @param {TestContext} t */
function makeHome(t) {
  const exercise = (/** @type {string} */ name) =>
    h(
      "a",
      {
        href: `/echo#exercise-${name}`,
        "data-exercise": name,
        "data-start": `/echo?exercise=${name}`,
      },
      `Title of ${name}`,
    );
  const counts = document.createElement("lesson-progress");
  Object.assign(counts.dataset, {
    lesson: "echo",
    tries: "one|first two",
    exerciseNames: "shout|loud calm",
  });
  const title = h("h4", { class: "card-title" }, h("a", { href: "/echo" }, "An echo server"));
  const card = h("article", { class: "card" }, title, counts, exercise("shout"), exercise("calm"));
  const link = h("a", { href: "/begin" }, "Start: Before you begin");
  const element = document.createElement("course-step");
  element.append(link);
  addToPage(t, h("main", {}, card, element));
  return () => [link.textContent, link.getAttribute("href")];
}

test("it leads to where the learner is, and before that to the beginning", (t) => {
  const shown = makeHome(t);
  assert.deepEqual(shown(), ["Start: Before you begin", "/begin"]);
  markDone("echo", "one");
  assert.deepEqual(shown(), ["Go on: An echo server", "/echo#two"]);
  noteStart("echo", "calm");
  assert.deepEqual(shown(), ["Go on with the exercise: Title of calm", "/echo?exercise=calm"]);
  noteSolved("echo", "calm");
  assert.deepEqual(shown(), ["Next exercise: Title of shout", "/echo?exercise=shout"]);
});

test("the lesson that it leads to is marked, once", (t) => {
  const shown = makeHome(t);
  const marked = () =>
    [...document.querySelectorAll(".card-here")].map((mark) => mark.parentElement?.textContent);
  assert.deepEqual(marked(), []);
  markDone("echo", "one");
  noteStart("echo", "calm");
  assert.deepEqual(shown()[1], "/echo?exercise=calm");
  assert.deepEqual(marked(), ["An echo serverYou are here"]);
});

test("what was done under a former name counts", (t) => {
  noteSolved("echo", "loud");
  assert.deepEqual(makeHome(t)(), ["Next exercise: Title of calm", "/echo?exercise=calm"]);
});
