import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { provideContext } from "../context.js";
import { h } from "../dom.js";
import { fakeLessonLab, fakeSession } from "../fake-lab.js";
import { LESSON_LAB } from "../lesson-lab.js";
import { addToPage, buttonNamed, dispatchAtWindow, setMedia, testSignal } from "../test-dom.js";
import { LessonViews } from "./lesson-views.js";
import "./view-switch.js";

/** @import { TestContext } from "node:test" */

const PHONE = "(width < 62rem)";

beforeEach(() => {
  sessionStorage.clear();
  setMedia(PHONE, true);
  globalThis.scrollY = 0;
  location.hash = "";
});

/** @param {TestContext} t */
function makePage(t) {
  const link = h("a", { href: "#lab", tabindex: "0" }, "See it");
  const lesson = h("article", { id: "lesson" }, h("h1", {}, "An echo server"), link);
  const section = h("section", { id: "lab", tabindex: "-1" }, h("input", { id: "in-lab" }));
  const switcher = document.createElement("view-switch");
  const main = h("main", { tabindex: "-1" }, lesson, section, switcher);
  const signal = testSignal(t);
  const views = new LessonViews(main, section, signal);
  const { lab } = fakeLessonLab(fakeSession().session);
  Object.assign(lab, { views });
  provideContext(main, LESSON_LAB, () => lab, signal);
  addToPage(t, main);
  const chosen = () =>
    [...switcher.querySelectorAll('[aria-pressed="true"]')].map(({ textContent }) => textContent);
  return { views, main, lesson, section, switcher, link, chosen };
}

class Navigation {
  /** @param {string} type */
  constructor(type) {
    this.type = type;
  }
}
Object.assign(globalThis, { PerformanceNavigationTiming: Navigation });

/**
 * Sets how the page was opened.
 * @param {TestContext} t
 * @param {"navigate" | "reload"} type
 */
function setNavigation(t, type) {
  t.mock.method(performance, "getEntriesByType", () => [new Navigation(type)]);
}

test("the switch shows a view and tells which", (t) => {
  const { main, switcher, chosen } = makePage(t);
  assert.deepEqual(chosen(), ["Lesson"]);
  buttonNamed(switcher, "Lab").click();
  assert.equal(main.dataset.view, "lab");
  assert.deepEqual(chosen(), ["Lab"]);
});

test("each view keeps its scroll position", (t) => {
  const { views } = makePage(t);
  globalThis.scrollY = 700;
  views.show("lab");
  assert.equal(scrollY, 0);
  globalThis.scrollY = 50;
  views.show("lesson");
  assert.equal(scrollY, 700);
  assert.equal(views.positionOf("lab"), 50);
  views.setPosition("lab", 80);
  assert.equal(scrollY, 700, "a hidden view does not move the other");
  views.show("lab");
  assert.equal(scrollY, 80);
});

test("on a wide screen both are visible, and nothing is switched", (t) => {
  setMedia(PHONE, false);
  const { views, main } = makePage(t);
  globalThis.scrollY = 300;
  views.show("lab");
  assert.equal(main.dataset.view, undefined);
  assert.equal(views.positionOf("lab"), 300);
  views.setPosition("lab", 10);
  assert.equal(scrollY, 10);
});

test("what has the focus stays in view when the window becomes narrow", (t) => {
  setMedia(PHONE, false);
  const { views, section } = makePage(t);
  section.querySelector("input")?.focus();
  setMedia(PHONE, true);
  assert.equal(views.view, "lab");
  setMedia(PHONE, false);
  assert.equal(views.view, "lesson");
});

test("the lab's view has the page's heading, since the lesson's is hidden", (t) => {
  const { views, section } = makePage(t);
  const heading = section.querySelector("h1");
  assert.equal(heading?.textContent, "Lab: An echo server");
  assert.equal(heading?.hidden, true);
  views.show("lab");
  assert.equal(heading?.hidden, false);
});

test("the way to the lab and back takes the focus along", (t) => {
  const { views, section, link } = makePage(t);
  link.focus();
  views.goToLab(link);
  assert.equal(views.view, "lab");
  assert.equal(document.activeElement, section);
  buttonNamed(section, "Back to the lesson").click();
  assert.equal(views.view, "lesson");
  assert.equal(document.activeElement, link);
});

test("where what led to the lab is gone, the page gets the focus", (t) => {
  const { views, main, link } = makePage(t);
  views.goToLab(link);
  link.remove();
  views.goBack();
  assert.equal(document.activeElement, main);
});

test("a link into the other view shows it", (t) => {
  const { views } = makePage(t);
  location.hash = "#in-lab";
  dispatchAtWindow("hashchange");
  assert.equal(views.view, "lab");
  location.hash = "#lesson";
  dispatchAtWindow("hashchange");
  assert.equal(views.view, "lesson");
  location.hash = "#nowhere";
  dispatchAtWindow("hashchange");
  assert.equal(views.view, "lesson");
});

test("view and positions survive a reload", (t) => {
  const before = makePage(t);
  globalThis.scrollY = 700;
  before.views.show("lab");
  globalThis.scrollY = 50;
  dispatchAtWindow("pagehide");
  before.main.remove();
  globalThis.scrollY = 0;
  setNavigation(t, "reload");
  const { views } = makePage(t);
  assert.equal(views.view, "lab");
  assert.equal(scrollY, 50);
  assert.equal(views.positionOf("lesson"), 700);
});

test("a page that is opened by a link begins with the lesson", (t) => {
  const before = makePage(t);
  before.views.show("lab");
  dispatchAtWindow("pagehide");
  before.main.remove();
  setNavigation(t, "navigate");
  assert.equal(makePage(t).views.view, "lesson");
});

test("what the switch added to the lab goes with it", (t) => {
  const { switcher, section } = makePage(t);
  switcher.remove();
  assert.equal(section.querySelector("h1"), null);
  assert.equal(section.querySelector("button"), null);
});

test("a view contains what is in it", (t) => {
  const { views, section, link } = makePage(t);
  assert.equal(views.viewOf(section.querySelector("input")), "lab");
  assert.equal(views.viewOf(link), "lesson");
  assert.equal(views.viewOf(null), "lesson");
});
