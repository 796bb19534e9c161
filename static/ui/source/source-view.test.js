import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { addToPage, buttonNamed, nextFrame, setRect, testSignal } from "../test-dom.js";
import { SourceView } from "./source-view.js";

/** @import { TestContext } from "node:test" */

/**
 * An article with an excerpt of lines 3 and 4, another one of line 4, and the whole
 * source of six lines, folded.
 * @param {TestContext} t
 */
function makeSource(t) {
  const figure = (/** @type {number[]} */ ...lines) =>
    h(
      "figure",
      { class: "code", "data-file": "echo/server.go" },
      h(
        "code",
        {},
        ...lines.map((line) =>
          h("span", { class: "line", "data-line": line }, h("span", { class: "ln" }, String(line))),
        ),
      ),
    );
  const first = figure(3, 4);
  const second = figure(4);
  const whole = h("details", {}, figure(1, 2, 3, 4, 5, 6));
  const article = addToPage(t, h("article", {}, first, second, whole));
  /** @type {string[]} */
  const shown = [];
  const views = {
    show: (/** @type {string} */ view) => shown.push(view),
    positionOf: () => 120,
    setPosition: (/** @type {string} */ view, /** @type {number} */ top) =>
      shown.push(`${view} at ${top}`),
    viewOf: (/** @type {Element | null} */ element) =>
      element?.closest("#lab") ? "lab" : "lesson",
  };
  const source = new SourceView(article, /** @type {any} */ (views), testSignal(t));
  const marked = (/** @type {string} */ name) =>
    [...article.querySelectorAll(`.${name}`)].map(
      (line) => /** @type {HTMLElement} */ (line).dataset.line,
    );
  const waits = () =>
    [...article.querySelectorAll("[data-waiting]")].map((element) => {
      const { dataset, title } = /** @type {HTMLElement} */ (element);
      return `${element.textContent}: ${dataset.waiting}, ${title}`;
    });
  return { source, article, first, second, whole, shown, marked, waits };
}

test("a line flashes for a while, in every place that shows it", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { source, marked } = makeSource(t);
  source.flash("server.go", 4);
  assert.deepEqual(marked("is-flashing"), ["4", "4", "4"]);
  t.mock.timers.tick(1000);
  source.flash("server.go", 4);
  t.mock.timers.tick(1000);
  assert.deepEqual(marked("is-flashing"), ["4", "4", "4"], "a second flash lasts as long");
  t.mock.timers.tick(400);
  assert.deepEqual(marked("is-flashing"), []);
});

test("a line of another file flashes nothing", (t) => {
  const { source, marked } = makeSource(t);
  source.flash("client.go", 4);
  source.flash("server.go", 40);
  assert.deepEqual(marked("is-flashing"), []);
});

test("a highlight stays until the next", (t) => {
  const { source, marked } = makeSource(t);
  source.light({ file: "/src/echo/server.go", line: 3 });
  assert.deepEqual(marked("is-lit"), ["3", "3"]);
  source.light({ file: "server.go", line: 5 });
  assert.deepEqual(marked("is-lit"), ["5"]);
  source.light(undefined);
  assert.deepEqual(marked("is-lit"), []);
});

test("the margin shows how many connections wait", (t) => {
  const { source, waits } = makeSource(t);
  source.showWaits(
    new Map([
      ["server.go:3", { connections: 0, accepting: true }],
      ["server.go:5", { connections: 1, accepting: false }],
      ["server.go:6", { connections: 120, accepting: false }],
    ]),
  );
  assert.deepEqual(waits(), [
    "3: 1, The server waits here for a client",
    "3: 1, The server waits here for a client",
    "5: 1, 1 connection waits here",
    "6: 99+, 120 connections wait here",
  ]);
  source.showWaits(new Map([["server.go:5", { connections: 2, accepting: false }]]));
  assert.deepEqual(waits(), ["5: 2, 2 connections wait here"]);
  source.showWaits(new Map());
  assert.deepEqual(waits(), []);
});

test("of several excerpts, the one nearest to the middle of the window is shown", (t) => {
  const { source, first, second, marked, shown } = makeSource(t);
  const [, firstLine] = first.querySelectorAll(".line");
  const [secondLine] = second.querySelectorAll(".line");
  if (!firstLine || !secondLine) throw new Error("a line is missing");
  setRect(firstLine, { top: -500, height: 20 });
  setRect(secondLine, { top: 600, height: 20 });
  assert.equal(source.show("server.go", 4), true);
  assert.equal(secondLine.className, "line is-shown");
  assert.equal(document.activeElement, secondLine);
  assert.equal(secondLine.hasAttribute("test-scrolled-to"), true);
  assert.deepEqual(shown, ["lesson"]);
  source.show("server.go", 3);
  assert.deepEqual(marked("is-shown"), ["3"], "one line is marked at a time");
});

test("a line that no excerpt has is shown in the whole source, unfolded", (t) => {
  const { source, whole, marked } = makeSource(t);
  assert.equal(source.show("server.go", 6), true);
  assert.equal(whole.open, true);
  assert.deepEqual(marked("is-shown"), ["6"]);
});

test("a line that the lesson does not show is left to the browser", (t) => {
  const { source, shown, marked } = makeSource(t);
  assert.equal(source.show("server.go", 60), false);
  assert.deepEqual([shown, marked("is-shown")], [[], []]);
});

test("a button leads back to the position, the view and the focus from before", (t) => {
  const { source, article, first, shown } = makeSource(t);
  const link = h("a", { href: "#", tabindex: "0" });
  addToPage(t, h("section", { id: "lab" }, link));
  link.focus();
  source.show("server.go", 3);
  const back = buttonNamed(article, "Back to where you were");
  assert.equal(first.nextElementSibling, back);
  back.click();
  assert.deepEqual(shown, ["lesson", "lab", "lesson at 120"]);
  assert.equal(document.activeElement, link);
  assert.equal(back.isConnected, false);
  nextFrame();
  assert.equal(shown.at(-1), "lesson at 120", "again, against a smooth scroll that still runs");
});

test("further links lead back to the same place while the line is visible", (t) => {
  const { source, article } = makeSource(t);
  const link = addToPage(t, h("button", {}, "link"));
  const backs = () => article.querySelectorAll(".source-back");
  link.focus();
  for (const line of article.querySelectorAll(".line")) setRect(line, { top: 100, height: 20 });
  source.show("server.go", 3);
  const [first] = backs();
  source.show("server.go", 6);
  assert.equal(backs().length, 1);
  assert.equal(backs()[0], first);
});

test("after the line has been scrolled away, a link leads back to where it was followed", (t) => {
  const { source, article } = makeSource(t);
  const backs = () => article.querySelectorAll(".source-back");
  for (const line of article.querySelectorAll(".line")) setRect(line, { top: 100, height: 20 });
  source.show("server.go", 3);
  const [first] = backs();
  for (const line of article.querySelectorAll(".line")) setRect(line, { top: -900, height: 20 });
  source.show("server.go", 6);
  assert.equal(backs().length, 1);
  assert.notEqual(backs()[0], first);
});
