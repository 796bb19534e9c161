import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { h } from "../dom.js";
import { addToPage, buttonNamed, testSignal, type } from "../test-dom.js";
import { Guess } from "./guess.js";

/** @import { TestContext } from "node:test" */

beforeEach(() => localStorage.clear());

/** @param {TestContext} t */
function makeGuess(t, choices = /** @type {HTMLElement | null} */ (null)) {
  const answer = h("details", { class: "try-answer" }, h("summary", {}, "What happens"));
  const guess = new Guess(answer, choices, "echo", "try-a", testSignal(t));
  const text = guess.element?.querySelector("textarea") ?? null;
  const judge = /** @type {HTMLElement} */ (answer.querySelector(".try-judge"));
  const pressed = () =>
    [...judge.querySelectorAll('[aria-pressed="true"]')].map(({ textContent }) => textContent);
  return { guess, answer, text, judge, pressed };
}

test("the answer is hidden until the run has shown it", (t) => {
  const { guess, answer } = makeGuess(t);
  assert.equal(answer.hidden, true);
  guess.reveal(true);
  assert.deepEqual([answer.hidden, answer.open], [false, true]);
});

test("after a reload the answer is there, folded", (t) => {
  const { guess, answer } = makeGuess(t);
  guess.reveal(false);
  assert.deepEqual([answer.hidden, answer.open], [false, false]);
});

test("a guess is stored for its Try it", (t) => {
  type(makeGuess(t).text, "the same bytes");
  assert.equal(makeGuess(t).text?.value, "the same bytes");
});

test("only a learner who has guessed is asked whether it was right", (t) => {
  const { text, judge } = makeGuess(t);
  assert.equal(judge.hidden, true);
  type(text, "  ");
  assert.equal(judge.hidden, true);
  type(text, "yes");
  assert.equal(judge.hidden, false);
});

test("the learner's judgement is stored, and another one replaces it", (t) => {
  const { text, judge, pressed } = makeGuess(t);
  type(text, "yes");
  buttonNamed(judge, "Yes").click();
  buttonNamed(judge, "Partly").click();
  assert.deepEqual(pressed(), ["Partly"]);
  assert.deepEqual(makeGuess(t).pressed(), ["Partly"]);
});

test("a judgement is about the guess as it was", (t) => {
  const { text, judge, pressed } = makeGuess(t);
  type(text, "yes");
  buttonNamed(judge, "Yes").click();
  type(text, "no");
  assert.deepEqual(pressed(), []);
});

test("a Try it without an answer has a guess all the same", (t) => {
  const guess = new Guess(null, null, "echo", "try-b", testSignal(t));
  guess.reveal(true);
  type(guess.element?.querySelector("textarea") ?? null, "something");
  assert.equal(localStorage.getItem("socketschool.guess.echo.try-b"), "something");
});

function makeList() {
  return h("ul", {}, h("li", {}, "Yes, ", h("code", {}, "both")), h("li", {}, "No\n"));
}

/** @param {HTMLElement} list */
function checked(list) {
  return [...list.querySelectorAll("label:has(:checked)")].map((label) => label.textContent);
}

test("a learner chooses where the question has choices", (t) => {
  const list = makeList();
  addToPage(t, list);
  const { text, judge } = makeGuess(t, list);
  assert.deepEqual([text, checked(list), judge.hidden], [null, [], true]);
  list.querySelectorAll("input")[0]?.click();
  assert.equal(localStorage.getItem("socketschool.guess.echo.try-a"), "Yes, both");
  assert.equal(judge.hidden, false);
  const again = makeList();
  makeGuess(t, again);
  makeGuess(t, again); // an element that is put back
  assert.deepEqual(checked(again), ["Yes, both"]);
  assert.equal(again.querySelectorAll("input").length, 2);
});

test("a guess in one's own words stays where the question has choices now", (t) => {
  type(makeGuess(t).text, "both, I think");
  const list = makeList();
  const { text } = makeGuess(t, list);
  assert.equal(text?.value, "both, I think");
  assert.equal(list.querySelector("input"), null);
});
