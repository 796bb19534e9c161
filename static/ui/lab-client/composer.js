// Where a message is written: as text with the line end chosen, or as hex. Up
// and down bring back what was sent before.

import { button, h } from "../dom.js";
import { encode, MODES } from "./encode.js";

/**
 * @typedef {import("../../lab/client.js").Client} Client
 * @typedef {import("./encode.js").Mode} Mode
 */

const REMEMBERED = 100;

export class Composer {
  #client;
  /** @type {string[]} */
  #history = [];
  #at = 0; // in the history; its length is the line being written
  #draft = "";
  #parts;

  /**
   * @param {Client} client
   * @param {() => void} again
   * @param {AbortSignal} signal
   */
  constructor(client, again, signal) {
    this.#client = client;
    const { letter } = client;
    const error = `composer-error-${letter}`;
    this.#parts = {
      input: h("input", {
        type: "text",
        autocomplete: "off",
        autocapitalize: "off",
        spellcheck: "false",
        enterkeyhint: "send",
        "aria-label": `Message of client ${letter}`,
        "aria-describedby": error,
      }),
      mode: h("select", { "aria-label": `How client ${letter} sends it` }, ...modeOptions()),
      send: h("button", { type: "submit", class: "button small" }, "Send"),
      again: button("Again", { class: "button again", title: "Connect again" }, again, signal),
      error: h("p", { class: "field-error", id: error, role: "alert" }),
    };
    const { input, mode, send } = this.#parts;
    this.element = h(
      "form",
      { class: "composer", novalidate: true },
      h("div", { class: "field" }, input, mode),
      send,
      this.#parts.error,
    );
    this.element.addEventListener("submit", (event) => this.#submit(event), { signal });
    input.addEventListener("keydown", (event) => this.#key(event), { signal });
    input.addEventListener("input", () => this.#complain(""), { signal });
    mode.addEventListener("change", () => this.#changeMode(), { signal });
  }

  /** What would be sent now, or why nothing would. */
  message() {
    const { input, mode } = this.#parts;
    return encode(input.value, /** @type {Mode} */ (mode.value));
  }

  /** Connects again; it stands in the card's head, where a card of one line has it too. */
  get again() {
    return this.#parts.again;
  }

  focus() {
    const { input, again } = this.#parts;
    (this.#client.live ? input : again).focus({ preventScroll: true });
  }

  /** @param {boolean} listening whether there is a server to connect to */
  draw(listening) {
    const { input, mode, send, again } = this.#parts;
    const { phase, live, canSend, halfClosed } = this.#client;
    const waiting = phase === "connecting";
    input.disabled = !live || halfClosed;
    mode.disabled = input.disabled;
    this.element.hidden = !live; // nothing can be written to what has ended
    send.disabled = !canSend;
    send.hidden = !live;
    again.hidden = live;
    again.disabled = !listening;
    input.placeholder = waiting ? "connecting…" : live ? this.#placeholder() : "closed";
  }

  #placeholder() {
    if (this.#client.halfClosed) return "half-closed";
    return this.#parts.mode.value === "hex" ? "68 65 0a" : "message";
  }

  #changeMode() {
    const mode = /** @type {Mode} */ (this.#parts.mode.value);
    this.#parts.mode.title = MODES[mode].title;
    this.#parts.input.placeholder = this.#placeholder();
    this.#complain("");
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const { input } = this.#parts;
    if (!this.#client.canSend) return;
    const made = this.message();
    if ("error" in made) return this.#complain(made.error);
    this.#client.send(made.bytes);
    this.#remember(input.value);
    input.value = "";
    this.#complain("");
  }

  /** @param {string} text */
  #remember(text) {
    if (text !== "" && this.#history.at(-1) !== text) this.#history.push(text);
    this.#history = this.#history.slice(-REMEMBERED);
    this.#at = this.#history.length;
    this.#draft = "";
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    const to = this.#at + by;
    if (by === 0 || event.isComposing || to < 0 || to > this.#history.length) return;
    event.preventDefault();
    const { input } = this.#parts;
    if (this.#at === this.#history.length) this.#draft = input.value;
    this.#at = to;
    input.value = this.#history[to] ?? this.#draft;
    input.setSelectionRange(input.value.length, input.value.length);
  }

  /** @param {string} text */
  #complain(text) {
    this.#parts.error.textContent = text;
    this.#parts.input.setAttribute("aria-invalid", String(text !== ""));
  }
}

function modeOptions() {
  return Object.entries(MODES).map(([value, { text, title }]) =>
    h("option", { value, title }, text),
  );
}
