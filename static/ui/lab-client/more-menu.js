/**
 * @import { Client } from "../../lab/client.js"
 * @import { Composer } from "./composer.js"
 */

import { quote } from "../../bytes/bytes.js";
import { button, h, icon } from "../dom.js";
import { popoverPosition } from "./popover-position.js";
import { networkForm, readForm, sendForms } from "./send-forms.js";

const NARROW = 480; // px of window below which the popover lies at the bottom, see the css
const MAX_QUOTED = 40; // bytes of the message

/**
 * What a client can do beyond the usual actions: a button, and a popover of small
 * forms. The browser closes it at Escape or a click elsewhere and gives the focus
 * back to the button.
 */
export class MoreMenu {
  #client;
  #composer;
  #message = h("p", { class: "more-says" });
  #error = h("p", { class: "more-error", role: "alert" });
  #fullSpeed = h("button", { type: "button", class: "button small" }, "Read at full speed");
  #usual = h("button", { type: "button", class: "button small" }, "Network as usual");
  #network;

  /**
   * @param {Client} client
   * @param {Composer} composer has the message to send
   * @param {AbortSignal} signal
   */
  constructor(client, composer, signal) {
    this.#client = client;
    this.#composer = composer;
    const label = `More for client ${client.letter}`;
    const id = `more-${client.letter}`;
    const onSubmit = (/** @type {string} */ error) => {
      this.#error.textContent = error;
      if (!error) this.hide();
    };
    const message = () => composer.message();
    this.#network = networkForm({ client, onSubmit }, signal);
    this.#network.element.append(this.#usual);
    this.menu = h(
      "div",
      { class: "more-menu", id, popover: "auto", role: "dialog", "aria-label": label },
      this.#message,
      ...sendForms({ client, message, onSubmit }, signal),
      readForm({ client, onSubmit, fullSpeed: this.#fullSpeed }, signal),
      this.#network.element,
      this.#vanishPart(signal),
      this.#error,
    );
    this.open = h("button", {
      type: "button",
      class: "icon-button small more-open",
      popovertarget: id,
      "aria-label": label,
      "aria-haspopup": "dialog",
      title: "In pieces, many times, random bytes, a file, slowly, over a slow network…",
    });
    this.open.append(icon("more"));
    const resume = () => {
      this.hide();
      client.resume();
    };
    this.#fullSpeed.addEventListener("click", resume, { signal });
    const toUsual = () => {
      this.hide();
      client.setNetwork({ latency: 0, buffer: 0 });
    };
    this.#usual.addEventListener("click", toUsual, { signal });
    this.menu.addEventListener("toggle", (event) => this.#onToggle(event), { signal });
    const onScroll = (/** @type {Event} */ event) => {
      if (innerWidth >= NARROW && !this.menu.contains(/** @type {Node} */ (event.target)))
        this.hide();
    };
    document.addEventListener("scroll", onScroll, { signal, capture: true, passive: true });
  }

  hide() {
    if (this.menu.matches(":popover-open")) this.menu.hidePopover();
  }

  draw() {
    const { canSend, phase, rate, network } = this.#client;
    this.open.hidden = phase !== "open";
    if (this.open.hidden) this.hide();
    for (const submit of this.menu.querySelectorAll("button[data-sends]")) {
      /** @type {HTMLButtonElement} */ (submit).disabled = !canSend;
    }
    this.#fullSpeed.hidden = rate === 0;
    this.#usual.hidden = network.latency === 0 && network.buffer === 0;
  }

  /** @param {AbortSignal} signal */
  #vanishPart(signal) {
    const act = () => {
      this.hide();
      this.#client.vanish();
    };
    return h(
      "div",
      { class: "more-form" },
      button("Vanish", { class: "button small" }, act, signal),
      h(
        "p",
        { class: "more-how" },
        "Be gone as a computer that loses its power: without FIN or RST.",
      ),
    );
  }

  /** @param {Event} event */
  #onToggle(event) {
    if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
    this.#error.textContent = "";
    this.#network.draw();
    this.#drawMessage();
    this.#position();
  }

  #drawMessage() {
    const message = this.#composer.message();
    if ("error" in message) {
      this.#message.replaceChildren("First write a message in the card's field.");
      return;
    }
    const { bytes } = message;
    this.#message.replaceChildren(
      "The message is what stands in the card's field: ",
      h("code", {}, quote(bytes.subarray(0, MAX_QUOTED))),
      bytes.length > MAX_QUOTED ? "…" : "",
    );
  }

  #position() {
    const { style } = this.menu;
    style.removeProperty("inset");
    if (innerWidth < NARROW) return;
    const button = this.open.getBoundingClientRect();
    const card = this.menu.parentElement?.getBoundingClientRect() ?? button;
    const window = { width: innerWidth, height: innerHeight };
    const size = this.menu.getBoundingClientRect();
    const { left, top } = popoverPosition({ button, left: card.left, size, window });
    style.inset = `${top}px auto auto ${left}px`;
  }
}
