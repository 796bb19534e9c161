import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { noteSolved, noteStart } from "../../lab/exercise-progress.js";
import { h } from "../dom.js";
import { addToPage } from "../test-dom.js";
import "./exercise-card.js";

/** @import { TestContext } from "node:test" */

beforeEach(() => localStorage.clear());

/**
 * @param {TestContext} t
 * @param {Record<string, string>} [attributes]
 */
function makeCard(t, attributes = {}) {
  const element = document.createElement("exercise-card");
  const all = { name: "shout", "data-lesson": "echo", ...attributes };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  const start = h("a", { class: "exercise-start", href: "?view=code&exercise=shout" }, "Start");
  element.append(h("p", { class: "exercise-facts" }), start);
  addToPage(t, element);
  const state = () => element.querySelector(".exercise-state")?.textContent;
  return { element, start, state };
}

test("the card shows how far the learner is", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-28T12:00:00Z") });
  const { element, start, state } = makeCard(t);
  assert.equal(state(), "Not begun");
  assert.equal(start.textContent, "Start");
  noteStart("echo", "shout");
  assert.equal(state(), "Begun on 28 November");
  assert.equal(start.textContent, "Go on");
  noteSolved("echo", "shout");
  assert.equal(state(), "Solved on 28 November");
  assert.equal(start.textContent, "Open again");
  assert.equal(element.dataset.state, "solved");
});

test("the year is shown where it is another one", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2025-06-03T12:00:00Z") });
  noteSolved("echo", "shout");
  t.mock.timers.setTime(Date.parse("2026-11-28T12:00:00Z"));
  assert.equal(makeCard(t).state(), "Solved on 3 June 2025");
});

test("a renamed exercise is solved under its new name", (t) => {
  noteSolved("echo", "loud");
  const { element } = makeCard(t, { "data-former": "loud" });
  assert.equal(element.dataset.state, "solved");
});
