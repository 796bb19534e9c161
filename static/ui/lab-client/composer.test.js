import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { startedSession } from "../fake-lab.js";
import { addToPage, press, testSignal, type } from "../test-dom.js";
import { Composer } from "./composer.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
async function makeComposer(t) {
  const { session, far } = await startedSession();
  const client = session.addClient();
  let reconnects = 0;
  const composer = new Composer(client, () => reconnects++, testSignal(t));
  addToPage(t, composer.element);
  addToPage(t, composer.again);
  const [input] = composer.element.querySelectorAll("input");
  const [mode] = composer.element.querySelectorAll("select");
  if (!input || !mode) throw new Error("the form has no fields");
  const submit = (/** @type {string} */ text) => {
    type(input, text);
    composer.element.dispatchEvent(new Event("submit", { cancelable: true }));
  };
  const setMode = (/** @type {string} */ value) => {
    mode.value = value;
    mode.dispatchEvent(new Event("change"));
  };
  const error = () => composer.element.querySelector(".composer-error")?.textContent;
  return { composer, client, far, input, submit, setMode, error, reconnects: () => reconnects };
}

test("a message is sent with the line end chosen, and the field emptied", async (t) => {
  const { far, input, submit, setMode } = await makeComposer(t);
  far.connection.open();
  submit("hello");
  setMode("crlf");
  submit("hello");
  setMode("none");
  submit("hello");
  assert.deepEqual(far.connection.calls, ["hello\n", "hello\r\n", "hello"]);
  assert.equal(input.value, "");
});

test("hex is sent as bytes", async (t) => {
  const { far, submit, setMode } = await makeComposer(t);
  far.connection.open();
  setMode("hex");
  submit("68 69 0a");
  assert.deepEqual(far.connection.calls, ["hi\n"]);
});

test("a message that cannot be sent stays, with the reason, until it changes", async (t) => {
  const { far, input, submit, setMode, error } = await makeComposer(t);
  far.connection.open();
  setMode("hex");
  submit("6x");
  assert.deepEqual(far.connection.calls, []);
  assert.equal(input.value, "6x");
  assert.match(error() ?? "", /not a hex digit/);
  assert.equal(input.getAttribute("aria-invalid"), "true");
  type(input, "6");
  assert.equal(error(), "");
  assert.equal(input.getAttribute("aria-invalid"), "false");
});

test("the arrow keys recall what was sent", async (t) => {
  const { far, input, submit } = await makeComposer(t);
  far.connection.open();
  submit("one");
  submit("two");
  type(input, "dra");
  assert.equal(press(input, "ArrowUp"), false, "the cursor does not move");
  assert.equal(input.value, "two");
  press(input, "ArrowUp");
  assert.equal(input.value, "one");
  press(input, "ArrowDown");
  press(input, "ArrowDown");
  assert.equal(input.value, "dra");
  press(input, "ArrowLeft");
  assert.equal(input.value, "dra");
});

test("the fields follow the client's state", async (t) => {
  const { composer, client, far, input } = await makeComposer(t);
  composer.draw(true);
  assert.equal(input.placeholder, "connecting…");
  far.connection.open();
  composer.draw(true);
  assert.equal(input.placeholder, "message");
  assert.equal(composer.again.hidden, true);
  client.halfClose();
  composer.draw(true);
  assert.equal(input.placeholder, "half-closed");
  assert.equal(input.disabled, true);
  far.connection.end();
  composer.draw(true);
  assert.equal(composer.element.hidden, true);
  assert.equal(composer.again.hidden, false);
  assert.equal(composer.again.disabled, false);
  composer.draw(false);
  assert.equal(composer.again.disabled, true, "there is no server to connect to");
});

test("the focus goes to the field or, where nothing can be written, to Again", async (t) => {
  const { composer, far, input, reconnects } = await makeComposer(t);
  far.connection.open();
  composer.draw(true);
  composer.focus();
  assert.equal(document.activeElement, input);
  far.connection.end();
  composer.draw(true);
  composer.focus();
  assert.equal(document.activeElement, composer.again);
  composer.again.click();
  assert.equal(reconnects(), 1);
});
