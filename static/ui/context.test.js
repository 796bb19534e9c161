import "./test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { provideContext, requestContext } from "./context.js";
import { h } from "./dom.js";
import { testSignal } from "./test-dom.js";

/** @type {import("./context.js").ContextKey<string>} */
const NAME = Symbol("name");
/** @type {import("./context.js").ContextKey<number>} */
const NUMBER = Symbol("number");

test("a request is answered by what is above the element", (t) => {
  const child = h("b");
  const parent = h("p", {}, h("i", {}, child));
  provideContext(parent, NAME, () => "above", testSignal(t));
  assert.equal(requestContext(child, NAME), "above");
});

test("without a provider there is null", (t) => {
  const child = h("b");
  assert.equal(requestContext(child, NAME), null);
  provideContext(h("p", {}, child), NUMBER, () => 1, testSignal(t));
  assert.equal(requestContext(child, NAME), null, "another key");
});

test("the nearest provider answers", (t) => {
  const child = h("b");
  const near = h("i", {}, child);
  const far = h("p", {}, near);
  provideContext(far, NAME, () => "far", testSignal(t));
  provideContext(near, NAME, () => "near", testSignal(t));
  assert.equal(requestContext(child, NAME), "near");
});

test("a provider is asked each time, and not after its signal has aborted", () => {
  const controller = new AbortController();
  const child = h("b");
  let requests = 0;
  provideContext(h("p", {}, child), NUMBER, () => ++requests, controller.signal);
  assert.equal(requestContext(child, NUMBER), 1);
  assert.equal(requestContext(child, NUMBER), 2);
  controller.abort();
  assert.equal(requestContext(child, NUMBER), null);
});
