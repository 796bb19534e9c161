import "./test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { atNextFrame, button, h, icon, svg } from "./dom.js";
import { nextFrame, testSignal } from "./test-dom.js";

/** @import { TestContext } from "node:test" */

test("h creates an element with attributes and children", () => {
  const element = h("p", { class: "a", tabindex: 0 }, "one ", h("b", {}, "two"));
  assert.equal(element.outerHTML, '<p class="a" tabindex="0">one <b>two</b></p>');
});

test("true sets an empty attribute; false, null and undefined set none", () => {
  const attributes = { hidden: true, required: false, title: null, lang: undefined };
  const element = h("input", attributes);
  assert.deepEqual(element.getAttributeNames(), ["hidden"]);
  assert.equal(element.getAttribute("hidden"), "");
});

test("children that are null or undefined are left out", () => {
  assert.equal(h("p", {}, null, "text", undefined).childNodes.length, 1);
});

test("markup in a string stays text", () => {
  const element = h("p", {}, "<img src=x>");
  assert.equal(element.children.length, 0);
  assert.equal(element.textContent, "<img src=x>");
});

test("the policy's forbidden attributes are an error", () => {
  assert.throws(() => h("p", { onclick: "go()" }), /no onclick in markup/);
  assert.throws(() => h("p", { style: "color: red" }), /no style in markup/);
});

test("a button submits nothing, and its listener ends with the signal", () => {
  const controller = new AbortController();
  let clicks = 0;
  const element = button("Go", { class: "go" }, () => clicks++, controller.signal);
  assert.equal(element.type, "button");
  element.click();
  controller.abort();
  element.click();
  assert.equal(clicks, 1);
});

test("svg creates elements of its own namespace", () => {
  const element = svg("rect", { width: 3 });
  assert.equal(element.namespaceURI, "http://www.w3.org/2000/svg");
  assert.equal(element.getAttribute("width"), "3");
});

test("an icon is hidden from screen readers", () => {
  const element = icon("play");
  assert.equal(element.getAttribute("aria-hidden"), "true");
  assert.match(element.getAttribute("class") ?? "", /icon-play/);
});

/** @param {TestContext} t */
function frameTest(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const state = { now: 0, duration: 0, draws: 0 };
  t.mock.method(performance, "now", () => state.now);
  const request = atNextFrame(() => {
    state.draws++;
    state.now += state.duration;
  }, testSignal(t));
  return {
    state,
    request,
    frame: nextFrame,
    wait: (/** @type {number} */ ms) => t.mock.timers.tick(ms),
  };
}

test("many requests before a frame are one call", (t) => {
  const { state, request, frame } = frameTest(t);
  request();
  request();
  assert.equal(state.draws, 0);
  frame();
  assert.equal(state.draws, 1);
  frame();
  assert.equal(state.draws, 1);
});

test("a request during the pause after a frame is not lost", (t) => {
  const { state, request, frame, wait } = frameTest(t);
  request();
  frame();
  request();
  frame();
  assert.equal(state.draws, 1, "the frame is not over yet");
  wait(0);
  wait(0);
  frame();
  assert.equal(state.draws, 2);
});

test("a long frame is followed by a pause of three times its length", (t) => {
  const { state, request, frame, wait } = frameTest(t);
  state.duration = 50;
  request();
  frame();
  request();
  wait(0);
  wait(149);
  frame();
  assert.equal(state.draws, 1);
  wait(1);
  frame();
  assert.equal(state.draws, 2);
});

test("the pause has a limit", (t) => {
  const { state, request, frame, wait } = frameTest(t);
  state.duration = 5000;
  request();
  frame();
  request();
  wait(0);
  wait(300);
  frame();
  assert.equal(state.draws, 2);
});

test("nothing is drawn after the signal has aborted", () => {
  const controller = new AbortController();
  let draws = 0;
  const request = atNextFrame(() => draws++, controller.signal);
  request();
  controller.abort();
  nextFrame();
  request();
  nextFrame();
  assert.equal(draws, 0);
});
