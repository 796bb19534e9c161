import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { noteSolved } from "../../lab/exercise-progress.js";
import { h } from "../dom.js";
import { addToPage } from "../test-dom.js";
import "./next-step.js";

/** @import { TestContext } from "node:test" */

beforeEach(() => localStorage.clear());

/**
 * @param {TestContext} t
 * @param {string[]} names of the page's exercises
 * @param {string} [after]
 */
function makePage(t, names, after) {
  const article = h("article", { id: "lesson", "data-lesson": "echo" });
  for (const name of names) {
    const card = document.createElement("exercise-card");
    card.setAttribute("name", name);
    const href = `?view=code&exercise=${name}`;
    card.append(h("h3", {}, `Title of ${name}`), h("a", { class: "exercise-start", href }));
    article.append(card);
  }
  const title = h("span", { class: "pager-title" }, "Many clients");
  article.append(h("a", { class: "pager-next", href: "/lessons/multi" }, title));
  const element = document.createElement("next-step");
  if (after) element.setAttribute("data-after", after);
  article.append(element);
  addToPage(t, article);
  const href = () => element.querySelector("a")?.getAttribute("href");
  return { element, href };
}

test("it leads to the next exercise, and then to the next lesson", (t) => {
  const { element, href } = makePage(t, ["a", "b"]);
  assert.equal(element.textContent, "Go on with the exercise Title of a");
  noteSolved("echo", "a");
  assert.equal(href(), "?view=code&exercise=b");
  noteSolved("echo", "b");
  assert.equal(href(), "/lessons/multi");
  assert.match(element.textContent ?? "", /^All exercises .* solved/);
});

test("after an exercise it leads to the one behind it", (t) => {
  assert.equal(makePage(t, ["a", "b", "c"], "b").href(), "?view=code&exercise=c");
});
