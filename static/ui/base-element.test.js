import "./test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { LabElement, TransientElement } from "./base-element.js";

/** @type {AbortSignal[]} */
const signals = [];

class TestElement extends LabElement {
  /** @param {AbortSignal} signal */
  connected(signal) {
    signals.push(signal);
  }
}
customElements.define("test-element", TestElement);

class TestTransient extends TransientElement {}
customElements.define("test-transient", TestTransient);

test("each stay in the page has a signal, which aborts at its end", () => {
  signals.length = 0;
  const element = document.createElement("test-element");
  assert.equal(signals.length, 0);
  document.body.append(element);
  element.remove();
  document.body.append(element);
  element.remove();
  assert.equal(signals.length, 2);
  assert.ok(signals.every(({ aborted }) => aborted));
});

test("the signal of an element in the page has not aborted", () => {
  signals.length = 0;
  const element = document.createElement("test-element");
  document.body.append(element);
  assert.equal(signals[0]?.aborted, false);
  element.remove();
});

test("a transient element has a signal from the start", () => {
  const element = new TestTransient();
  assert.equal(element.signal.aborted, false);
  document.body.append(element);
  assert.equal(element.signal.aborted, false);
  element.remove();
  assert.equal(element.signal.aborted, true);
});
