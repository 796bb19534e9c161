import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { h } from "../dom.js";
import { startedSession } from "../fake-lab.js";
import { settle, testSignal, until } from "../test-dom.js";
import { readForm, sendForms } from "./send-forms.js";

/** @import { TestContext } from "node:test" */

/**
 * @param {TestContext} t
 * @param {string} text of the message, "" for none
 */
async function makeForms(t, text = "abcdef") {
  const { session, far } = await startedSession();
  const client = session.addClient();
  far.connection.open();
  /** @type {string[]} */
  const errors = [];
  const onSubmit = (/** @type {string} */ error) => errors.push(error);
  const message = () =>
    text ? { bytes: new TextEncoder().encode(text) } : { error: "Nothing to send." };
  const [pieces, repeat, random, file] = sendForms({ client, message, onSubmit }, testSignal(t));
  const read = readForm({ client, onSubmit, fullSpeed: h("button") }, testSignal(t));
  if (!pieces || !repeat || !random || !file) throw new Error("a form is missing");
  const submit = async (
    /** @type {HTMLFormElement} */ form,
    /** @type {(string | number)[]} */ ...values
  ) => {
    const inputs = form.querySelectorAll("input");
    values.forEach((value, index) => {
      const input = /** @type {HTMLInputElement} */ (inputs[index]);
      input.value = String(value);
    });
    form.dispatchEvent(new Event("submit", { cancelable: true }));
    await settle();
  };
  return { client, connection: far.connection, errors, pieces, repeat, random, file, read, submit };
}

test("a message is sent in pieces", async (t) => {
  const { client, connection, errors, pieces, submit } = await makeForms(t);
  await submit(pieces, "1, 2, rest", 0);
  await until(() => client.job === null);
  assert.deepEqual(connection.calls, ["a", "bc", "def"]);
  assert.deepEqual(errors, [""]);
});

test("sizes that cannot be read are an error", async (t) => {
  const { connection, errors, pieces, submit } = await makeForms(t);
  await submit(pieces, "1, two", 0);
  assert.deepEqual(connection.calls, []);
  assert.match(errors[0] ?? "", /“two”/);
});

test("a message is sent repeatedly", async (t) => {
  const { connection, repeat, submit } = await makeForms(t, "x");
  await submit(repeat, 3);
  assert.deepEqual(connection.calls, ["x", "x", "x"]);
});

test("without a message, the forms say so", async (t) => {
  const { connection, errors, pieces, repeat, submit } = await makeForms(t, "");
  await submit(pieces, "1", 0);
  await submit(repeat, 3);
  assert.deepEqual(errors, ["Nothing to send.", "Nothing to send."]);
  assert.deepEqual(connection.calls, []);
});

test("random bytes need no message", async (t) => {
  const { client, errors, random, submit } = await makeForms(t, "");
  await submit(random, 10);
  await until(() => client.job === null);
  const sent = client.transcript.rows.filter(({ kind }) => kind === "sent");
  assert.equal(
    sent.reduce((sum, row) => sum + ("length" in row ? row.length : 0), 0),
    10,
  );
  assert.deepEqual(errors, [""]);
});

test("a file must be chosen and not be empty", async (t) => {
  const { client, connection, errors, file, submit } = await makeForms(t);
  await submit(file);
  const input = /** @type {HTMLInputElement} */ (file.querySelector("input"));
  const choose = (/** @type {string} */ content) =>
    Object.defineProperty(input, "files", {
      value: [new File([content], "a.txt")],
      configurable: true,
    });
  choose("");
  await submit(file);
  choose("from disk");
  await submit(file);
  await until(() => client.job === null);
  assert.deepEqual(errors, [
    "First choose a file.",
    "That file is empty: there is nothing to send.",
    "",
  ]);
  assert.deepEqual(connection.calls, ["from disk"]);
});

test("a client reads slowly", async (t) => {
  const { client, errors, read, submit } = await makeForms(t);
  await submit(read, 512);
  assert.equal(client.rate, 512);
  assert.deepEqual(errors, [""]);
});

test("only the forms that send are marked so", async (t) => {
  const { pieces, repeat, random, file, read } = await makeForms(t);
  for (const form of [pieces, repeat, random, file])
    assert.ok(form.querySelector("button[data-sends]"));
  assert.equal(read.querySelector("button[data-sends]"), null);
});
