import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { addToPage, buttonNamed, press, testSignal } from "../test-dom.js";
import { Toolbar } from "./toolbar.js";

/** @import { TestContext } from "node:test" */

const LANES = [
  { key: "A", name: "A" },
  { key: "#3", name: ":7000" },
];
const STATE = { paused: false, pending: 0, empty: false, saved: false, version: "" };

/** @param {TestContext} t */
function make(t) {
  /** @type {string[]} */
  const calls = [];
  const call = (/** @type {string} */ name) => () => void calls.push(name);
  const toolbar = new Toolbar(
    {
      show: (view) => calls.push(`show ${view}`),
      filter: call("filter"),
      pause: call("pause"),
      clear: call("clear"),
      saveRun: call("saveRun"),
      savePicture: call("savePicture"),
      load: (file) => calls.push(`load ${file.name}`),
    },
    testSignal(t),
  );
  addToPage(t, toolbar.element);
  const select = /** @type {HTMLSelectElement} */ (toolbar.element.querySelector("select"));
  const options = () => [...select.options].map(({ textContent }) => textContent);
  return { toolbar, calls, select, options };
}

test("the tabs choose the view, by click and by keys", (t) => {
  const { toolbar, calls } = make(t);
  const [timeline, table] = ["Timeline", "Table"].map((name) => buttonNamed(toolbar.element, name));
  assert.ok(timeline && table);
  assert.deepEqual([timeline.tabIndex, table.tabIndex], [0, -1]);
  table.click();
  assert.equal(toolbar.view, "table");
  assert.equal(table.getAttribute("aria-selected"), "true");
  press(table, "ArrowRight");
  assert.equal(toolbar.view, "timeline");
  press(timeline, "End");
  press(table, "Home");
  assert.deepEqual(calls, ["show table", "show timeline", "show table", "show timeline"]);
  press(timeline, "Home");
  assert.equal(toolbar.view, "timeline");
});

test("the filter has a choice for each lane, and keeps its value", (t) => {
  const { toolbar, select, options } = make(t);
  toolbar.draw(LANES, STATE);
  assert.deepEqual(options(), ["everybody", "only A", "only :7000"]);
  select.value = "#3";
  assert.equal(toolbar.only, "#3");
  const [first] = select.options;
  toolbar.draw(LANES, STATE);
  assert.equal(select.options[0], first, "not drawn again");
  toolbar.draw(LANES.slice(0, 1), STATE);
  assert.deepEqual(options(), ["everybody", "only A", "only #3"]);
  assert.equal(toolbar.only, "#3");
});

test("a pause counts what is pending", (t) => {
  const { toolbar, calls } = make(t);
  toolbar.draw([], STATE);
  buttonNamed(toolbar.element, "Pause").click();
  toolbar.draw([], { ...STATE, paused: true, pending: 1234 });
  assert.equal(buttonNamed(toolbar.element, "Go on (1,234)").getAttribute("aria-pressed"), "true");
  assert.deepEqual(calls, ["pause"]);
});

test("what cannot be done is disabled, or hidden for a saved run", (t) => {
  const { toolbar, calls } = make(t);
  const [clear, run, picture] = ["Clear", "Save the run", "Save the picture"].map((name) =>
    buttonNamed(toolbar.element, name),
  );
  toolbar.draw([], { ...STATE, empty: true });
  assert.deepEqual([clear?.disabled, run?.disabled, picture?.disabled], [true, true, true]);
  toolbar.draw([], { ...STATE, saved: true });
  assert.deepEqual([clear?.hidden, run?.disabled], [true, false]);
  run?.click();
  picture?.click();
  assert.deepEqual(calls, ["saveRun", "savePicture"]);
});

test("it names the version that the live run runs", (t) => {
  const { toolbar } = make(t);
  const version = /** @type {HTMLElement} */ (toolbar.element.querySelector(".tl-version"));
  toolbar.draw([], STATE);
  assert.equal(version.hidden, true);
  toolbar.draw([], { ...STATE, version: "your version" });
  assert.equal(version.hidden, false);
  assert.equal(version.textContent, "your version");
  toolbar.draw([], { ...STATE, version: "your version", saved: true });
  assert.equal(version.hidden, true, "the banner names that of a saved run");
});
