import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { addToPage, buttonNamed, testSignal } from "../test-dom.js";
import { ReplayBar } from "./replay-bar.js";

test("a replay can be led in the lab's view, and leads back when it has ended", (t) => {
  const lab = h("section");
  addToPage(t, lab);
  /** @type {string[]} */
  const calls = [];
  const views = { lab, goBack: () => void calls.push("back") };
  const options = { next: () => calls.push("next"), stop: () => calls.push("stop") };
  const bar = new ReplayBar(views, options, testSignal(t));
  const shown = () =>
    [...lab.querySelectorAll("button")].filter(({ hidden }) => !hidden).map((one) => one.innerText);
  assert.deepEqual(shown(), []);
  bar.showReplay("stepwise");
  bar.showStatus("Next, 2 of 5: a half-close");
  assert.match(lab.textContent ?? "", /2 of 5: a half-close/);
  assert.deepEqual(shown(), ["Next step", "Stop"]);
  buttonNamed(lab, "Next step").click();
  const stop = buttonNamed(lab, "Stop");
  stop.focus();
  stop.click();
  bar.showReplay(null);
  assert.deepEqual(shown(), ["Back to the results"]);
  assert.equal(document.activeElement, buttonNamed(lab, "Back to the results"));
  buttonNamed(lab, "Back to the results").click();
  assert.deepEqual(calls, ["next", "stop", "back"]);
  assert.equal(lab.children.length, 0);
});
