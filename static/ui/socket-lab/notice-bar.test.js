import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../transport/transport.js";
import { FakeLab, fakeSession, fakeTransport } from "../fake-lab.js";
import { buttonNamed, testSignal } from "../test-dom.js";
import { NoticeBar } from "./notice-bar.js";

/** @import { TestContext } from "node:test" */

/**
 * @param {TestContext} t
 * @param {Problem} problem of every start
 */
function makeBar(t, problem) {
  const far = new FakeLab();
  const start = async () => {
    throw problem;
  };
  const host = fakeTransport("host", far, { start });
  const tab = fakeTransport("tab", far);
  const { session } = fakeSession({ transports: [host, tab] });
  /** @type {string[]} */
  const calls = [];
  const actions = {
    run: () => calls.push("run"),
    runExercise: () => calls.push("exercise"),
    openCode: () => calls.push("code"),
    runOn: (/** @type {{ id: string }} */ { id }) => calls.push(id),
  };
  const bar = new NoticeBar({ session, exercise: null }, actions, testSignal(t));
  const labels = () =>
    [...bar.element.querySelectorAll("button")].map(({ textContent }) => textContent);
  return { bar, session, calls, labels };
}

test("without a notice the bar is hidden", (t) => {
  const { bar } = makeBar(t, new Problem("refused", "No.", ""));
  assert.equal(bar.element.hidden, true);
  bar.draw();
  assert.equal(bar.element.hidden, true);
});

test("a problem is shown with a button for another attempt", async (t) => {
  const { bar, session, calls, labels } = makeBar(t, new Problem("refused", "Full.", "Wait."));
  await session.start();
  bar.draw();
  assert.equal(bar.element.hidden, false);
  assert.equal(bar.element.dataset.kind, "bad");
  assert.equal(bar.element.querySelector("p")?.textContent, "Full. Wait.");
  assert.deepEqual(labels(), ["Try again"]);
  buttonNamed(bar.element, "Try again").click();
  assert.deepEqual(calls, ["run"]);
});

test("another transport is offered where it may work", async (t) => {
  const problem = new Problem("unreachable", "No host.", "", { canUseOtherTransport: true });
  const { bar, session, calls, labels } = makeBar(t, problem);
  await session.start();
  bar.draw();
  assert.deepEqual(labels(), ["Try again", "Run at tab"]);
  assert.match(buttonNamed(bar.element, "Run at tab").className, /primary/);
  assert.doesNotMatch(buttonNamed(bar.element, "Try again").className, /primary/);
  buttonNamed(bar.element, "Run at tab").click();
  assert.deepEqual(calls, ["tab"]);
});

test("a notice that stays is not replaced: a screen reader would read it again", async (t) => {
  const { bar, session } = makeBar(t, new Problem("refused", "Full.", "Wait."));
  await session.start();
  bar.draw();
  const first = bar.element.firstElementChild;
  bar.draw();
  assert.equal(bar.element.firstElementChild, first);
});

test("it disappears when there is nothing to tell any more", async (t) => {
  const { bar, session } = makeBar(t, new Problem("refused", "Full.", "Wait."));
  await session.start();
  bar.draw();
  session.problem = null;
  bar.draw();
  assert.equal(bar.element.hidden, true);
  assert.equal(bar.element.childElementCount, 0);
});
