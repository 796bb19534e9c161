/** @import { Client } from "../../lab/client.js" */

import { MAX_BUFFER, MAX_LATENCY } from "../../conversation/grammar.js";
import { parseSizes, sendFile, sendPieces, sendRandom, sendTimes, split } from "../../lab/send.js";
import { h } from "../dom.js";

/**
 * @typedef {{ bytes: Uint8Array } | { error: string }} Message
 * @typedef {(error: string) => void} OnSubmit called after each submit, with "" where it
 *   succeeded
 * @typedef {{ label: string, unit: string, min: number, max: number, value: number }} NumberField
 */

/**
 * Creates the forms that send: in pieces, repeatedly, random bytes, a file.
 * @param {{ client: Client, message: () => Message, onSubmit: OnSubmit }} options
 * @param {AbortSignal} signal
 */
export function sendForms({ client, message, onSubmit }, signal) {
  const create = (
    /** @type {string} */ name,
    /** @type {(Node | string)[]} */ fields,
    /** @type {() => string} */ act,
  ) => form({ name, fields, act, sends: true }, onSubmit, signal);
  const sendMessage = (/** @type {(bytes: Uint8Array) => void} */ send) => {
    const current = message();
    if ("error" in current) return current.error;
    send(current.bytes);
    return "";
  };
  return [
    piecesForm(create, client, sendMessage),
    repeatForm(create, client, sendMessage),
    randomForm(create, client),
    fileForm(create, client),
  ];
}

/**
 * @typedef {(name: string, fields: (Node | string)[], act: () => string) => HTMLFormElement} Create
 * @typedef {(send: (bytes: Uint8Array) => void) => string} SendMessage returns an error or ""
 */

/**
 * @param {Create} create
 * @param {Client} client
 * @param {SendMessage} sendMessage
 */
function piecesForm(create, client, sendMessage) {
  const sizes = h("input", { value: "1, 2, rest", "aria-label": "Sizes of the pieces" });
  const [interval, unit] = numberField({
    label: "Milliseconds between two pieces",
    unit: "ms apart",
    min: 0,
    max: 10_000,
    value: 300,
  });
  return create("Send in pieces", [sizes, " bytes,", interval, unit], () => {
    const parsed = parseSizes(sizes.value);
    if ("error" in parsed) return parsed.error;
    return sendMessage((bytes) => sendPieces(client, split(bytes, parsed), interval.valueAsNumber));
  });
}

/**
 * @param {Create} create
 * @param {Client} client
 * @param {SendMessage} sendMessage
 */
function repeatForm(create, client, sendMessage) {
  const [count, unit] = numberField({
    label: "How many times",
    unit: "times",
    min: 1,
    max: 10_000,
    value: 100,
  });
  return create("Send repeatedly", [count, unit], () =>
    sendMessage((bytes) => sendTimes(client, bytes, count.valueAsNumber)),
  );
}

/**
 * @param {Create} create
 * @param {Client} client
 */
function randomForm(create, client) {
  const [count, unit] = numberField({
    label: "How many random bytes",
    unit: "bytes",
    min: 1,
    max: 100_000_000,
    value: 4096,
  });
  return create("Send random", [count, unit], () => {
    sendRandom(client, count.valueAsNumber);
    return "";
  });
}

/**
 * @param {Create} create
 * @param {Client} client
 */
function fileForm(create, client) {
  const input = h("input", { type: "file", "aria-label": "File to send" });
  return create("Send the file", [input], () => {
    const [file] = input.files ?? [];
    if (!file) return "First choose a file.";
    if (file.size === 0) return "That file is empty: there is nothing to send.";
    sendFile(client, file);
    return "";
  });
}

/**
 * Creates the form that makes the client read slowly.
 * @param {{ client: Client, onSubmit: OnSubmit, fullSpeed: HTMLElement }} options
 *   fullSpeed: a button that ends it
 * @param {AbortSignal} signal
 */
export function readForm({ client, onSubmit, fullSpeed }, signal) {
  const [rate, unit] = numberField({
    label: "Bytes a second",
    unit: "bytes a second",
    min: 1,
    max: 1_048_576,
    value: 1024,
  });
  const act = () => {
    client.readSlowly(rate.valueAsNumber);
    return "";
  };
  const options = { name: "Read slowly", fields: [rate, unit], act, sends: false };
  const element = form(options, onSubmit, signal);
  const explanation =
    "The page does it by pausing: it holds what has come, shows it at this rate, and only then reads on.";
  element.append(h("p", { class: "more-how" }, explanation), fullSpeed);
  return element;
}

/**
 * Creates the form that changes the network between the client and the server.
 * @param {{ client: Client, onSubmit: OnSubmit }} options
 * @param {AbortSignal} signal
 */
export function networkForm({ client, onSubmit }, signal) {
  const [latency, latencyUnit] = numberField({
    label: "Latency, in milliseconds each way",
    unit: "ms each way,",
    min: 0,
    max: MAX_LATENCY,
    value: 200,
  });
  const [buffer, bufferUnit] = numberField({
    label: "Bytes that can wait to be read, each way",
    unit: "bytes of buffer",
    min: 1,
    max: MAX_BUFFER,
    value: 0,
  });
  buffer.required = false;
  buffer.value = "";
  buffer.placeholder = "usual";
  const act = () => {
    client.setNetwork({ latency: latency.valueAsNumber, buffer: Number(buffer.value) });
    return "";
  };
  const fields = [latency, latencyUnit, " ", buffer, bufferUnit];
  const element = form({ name: "Set network", fields, act, sends: false }, onSubmit, signal);
  const draw = () => {
    latency.value = String(client.network.latency || 200);
    buffer.value = client.network.buffer ? String(client.network.buffer) : "";
  };
  return { element, draw };
}

/**
 * @param {{ name: string, fields: (Node | string)[], act: () => string, sends: boolean }} options
 *   act: returns an error or ""; sends: whether the client must be able to send
 * @param {OnSubmit} onSubmit
 * @param {AbortSignal} signal
 */
function form({ name, fields, act, sends }, onSubmit, signal) {
  const submit = h("button", { type: "submit", class: "button small", "data-sends": sends }, name);
  const element = h(
    "form",
    { class: "more-form" },
    submit,
    h("div", { class: "more-row" }, ...fields),
  );
  element.addEventListener(
    "submit",
    (event) => {
      event.preventDefault();
      onSubmit(act());
    },
    { signal },
  );
  return element;
}

/**
 * @param {NumberField} field
 * @returns {[HTMLInputElement, string]} the input, and the unit behind it
 */
function numberField({ label, unit, min, max, value }) {
  const attributes = { type: "number", required: true, min, max, value, "aria-label": label };
  return [h("input", attributes), ` ${unit}`];
}
