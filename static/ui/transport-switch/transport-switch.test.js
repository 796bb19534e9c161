import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeLab, fakeSession, fakeTransport } from "../fake-lab.js";
import { testSignal } from "../test-dom.js";
import { transportSwitch } from "./transport-switch.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
function makeSwitch(t) {
  const far = new FakeLab();
  const transports = [fakeTransport("host", far), fakeTransport("tab", far)];
  const { session } = fakeSession({ transports });
  /** @type {string[]} */
  const chosen = [];
  const element = transportSwitch(session, ({ id }) => chosen.push(id), testSignal(t));
  const radios = [...(element?.querySelectorAll("input") ?? [])];
  const checked = () => radios.filter((radio) => radio.checked).map(({ value }) => value);
  return { element, session, transports, chosen, radios, checked };
}

test("each transport has a radio button with its name", (t) => {
  const { element, radios, checked } = makeSwitch(t);
  assert.equal(element?.getAttribute("role"), "radiogroup");
  assert.deepEqual(
    radios.map((radio) => radio.parentElement?.textContent),
    ["At host", "At tab"],
  );
  assert.deepEqual(checked(), ["host"]);
});

test("a choice by the learner is passed on", (t) => {
  const { radios, chosen } = makeSwitch(t);
  radios[1]?.dispatchEvent(new Event("change"));
  assert.deepEqual(chosen, ["tab"]);
});

test("it shows what the session uses", async (t) => {
  const { session, transports, checked } = makeSwitch(t);
  await session.selectTransport(transports[1]);
  assert.deepEqual(checked(), ["tab"]);
});

test("with one transport there is nothing to choose", (t) => {
  const { session } = fakeSession();
  assert.equal(
    transportSwitch(session, () => {}, testSignal(t)),
    null,
  );
});
