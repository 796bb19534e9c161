/**
 * @import { Client } from "../../lab/client.js"
 * @import { Mode } from "./encode.js"
 */

import { button, h } from "../dom.js";
import { encode, MODES } from "./encode.js";
import { MessageHistory } from "./message-history.js";

/**
 * The form in which a message is written: as text with the line end chosen, or as
 * hex. The arrow keys up and down recall earlier messages.
 */
export class Composer {
  #client;
  #history = new MessageHistory();
  #input;
  #mode;
  #send = h("button", { type: "submit", class: "button small" }, "Send");
  #error;
  /** The button that connects again. It stands in the card's header. */
  again;
  element;

  /**
   * @param {Client} client
   * @param {() => void} reconnect
   * @param {AbortSignal} signal
   */
  constructor(client, reconnect, signal) {
    this.#client = client;
    const { letter } = client;
    const errorId = `composer-error-${letter}`;
    this.#input = h("input", {
      type: "text",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "send",
      "aria-label": `Message of client ${letter}`,
      "aria-describedby": errorId,
    });
    this.#mode = h(
      "select",
      { "aria-label": `How client ${letter} sends it` },
      ...Object.entries(MODES).map(([value, { text, title }]) =>
        h("option", { value, title }, text),
      ),
    );
    const attributes = { class: "button client-again", title: "Connect again" };
    this.again = button("Again", attributes, reconnect, signal);
    this.#error = h("p", { class: "composer-error", id: errorId, role: "alert" });
    this.element = h(
      "form",
      { class: "composer", novalidate: true },
      h("div", { class: "composer-field" }, this.#input, this.#mode),
      this.#send,
      this.#error,
    );
    this.element.addEventListener("submit", (event) => this.#onSubmit(event), { signal });
    this.#input.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    this.#input.addEventListener("input", () => this.#showError(""), { signal });
    this.#mode.addEventListener("change", () => this.#onMode(), { signal });
  }

  /** The bytes of the message as it stands, or why there are none. */
  message() {
    return encode(this.#input.value, this.#modeValue);
  }

  focus() {
    (this.#client.live ? this.#input : this.again).focus({ preventScroll: true });
  }

  /** @param {boolean} listening whether there is a server to connect to */
  draw(listening) {
    const { phase, live, canSend, halfClosed } = this.#client;
    this.#input.disabled = !live || halfClosed;
    this.#mode.disabled = this.#input.disabled;
    this.element.hidden = !live;
    this.#send.disabled = !canSend;
    this.#send.hidden = !live;
    this.again.hidden = live;
    this.again.disabled = !listening;
    const connecting = phase === "connecting";
    this.#input.placeholder = connecting ? "connecting…" : live ? this.#placeholder() : "closed";
  }

  get #modeValue() {
    return /** @type {Mode} */ (this.#mode.value);
  }

  #placeholder() {
    if (this.#client.halfClosed) return "half-closed";
    return this.#modeValue === "hex" ? "68 65 0a" : "message";
  }

  #onMode() {
    this.#mode.title = MODES[this.#modeValue].title;
    this.#input.placeholder = this.#placeholder();
    this.#showError("");
  }

  /** @param {SubmitEvent} event */
  #onSubmit(event) {
    event.preventDefault();
    if (!this.#client.canSend) return;
    const message = this.message();
    if ("error" in message) return this.#showError(message.error);
    this.#client.send(message.bytes);
    this.#history.add(this.#input.value);
    this.#input.value = "";
    this.#showError("");
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const offset = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (offset === 0 || event.isComposing) return;
    const text = this.#history.move(offset, this.#input.value);
    if (text === null) return;
    event.preventDefault();
    this.#input.value = text;
    this.#input.setSelectionRange(text.length, text.length);
  }

  /** @param {string} text "" for none */
  #showError(text) {
    this.#error.textContent = text;
    this.#input.setAttribute("aria-invalid", String(text !== ""));
  }
}
