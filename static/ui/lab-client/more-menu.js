// What a client can do beyond the plain things, folded away: a popover of small
// forms. The browser closes it by Escape or a click elsewhere and gives the
// focus back to the button.

import { quote } from "../../bytes/bytes.js";
import { cut, parseSizes, sendFile, sendPieces, sendRandom, sendTimes } from "../../lab/tools.js";
import { button, h, icon } from "../dom.js";

/**
 * @typedef {import("../../lab/client.js").Client} Client
 * @typedef {import("./composer.js").Composer} Composer
 * @typedef {{ name: string, of: string, min: number, max: number, value: number }} Figure
 */

const GAP = 4; // px between the button and what it opens
const EDGE = 8; // px that stay free at the window's edges
const NARROW = 480; // px of window below which it lies at the bottom, see the css

export class MoreMenu {
  #client;
  #composer;
  #said = h("p", { class: "more-says" });
  #error = h("p", { class: "more-error", role: "alert" });
  #slow = h("button", { type: "button", class: "button small" }, "Read at full speed");

  /**
   * @param {Client} client
   * @param {Composer} composer
   * @param {AbortSignal} signal
   */
  constructor(client, composer, signal) {
    this.#client = client;
    this.#composer = composer;
    const { letter } = client;
    const id = `more-${letter}`;
    this.menu = h(
      "div",
      {
        class: "more",
        id,
        popover: "auto",
        role: "dialog",
        "aria-label": `More for client ${letter}`,
      },
      this.#said,
      this.#pieces(signal),
      this.#times(signal),
      this.#random(signal),
      this.#file(signal),
      this.#slowly(signal),
      this.#error,
    );
    this.open = h("button", {
      type: "button",
      class: "icon-button small more-open",
      popovertarget: id,
      "aria-label": `More for client ${letter}`,
      "aria-haspopup": "dialog",
      title: "In pieces, many times, random bytes, a file, slowly…",
    });
    this.open.append(icon("more"));
    this.menu.addEventListener("toggle", (event) => this.#toggled(event), { signal });
    const away = (/** @type {Event} */ event) => {
      if (innerWidth >= NARROW && !this.menu.contains(/** @type {Node} */ (event.target)))
        this.hide();
    };
    document.addEventListener("scroll", away, { signal, capture: true, passive: true });
  }

  hide() {
    if (this.menu.matches(":popover-open")) this.menu.hidePopover();
  }

  draw() {
    const { canSend, phase } = this.#client;
    this.open.hidden = phase !== "open";
    if (this.open.hidden) this.hide();
    for (const submit of this.menu.querySelectorAll("button[data-sends]")) {
      /** @type {HTMLButtonElement} */ (submit).disabled = !canSend;
    }
    this.#slow.hidden = this.#client.rate === 0;
  }

  /** @param {Event} event */
  #toggled(event) {
    if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
    this.#error.textContent = "";
    const made = this.#composer.message();
    const what = "bytes" in made ? quote(made.bytes.subarray(0, 40)) : "";
    const more = "bytes" in made && made.bytes.length > 40 ? "…" : "";
    this.#said.replaceChildren(
      ...(what
        ? ["The message is what stands in the card's field: ", h("code", {}, what), more]
        : ["First write a message in the card's field."]),
    );
    this.#place();
  }

  /** Above or below the button, where there is more room. */
  #place() {
    const { style } = this.menu;
    style.removeProperty("inset");
    if (innerWidth < NARROW) return;
    const at = this.open.getBoundingClientRect();
    const { width, height } = this.menu.getBoundingClientRect();
    const card = this.menu.parentElement?.getBoundingClientRect() ?? at;
    const left = Math.max(EDGE, Math.min(card.left, innerWidth - width - EDGE));
    const under = at.bottom + GAP;
    const over = at.top - GAP - height;
    const fits = under + height <= innerHeight - EDGE;
    const top = fits ? under : Math.max(EDGE, over);
    style.inset = `${top}px auto auto ${left}px`;
  }

  /** @param {AbortSignal} signal */
  #pieces(signal) {
    const sizes = h("input", { value: "1, 2, rest", "aria-label": "Sizes of the pieces" });
    const pause = number({
      name: "Milliseconds between two pieces",
      of: "ms apart",
      min: 0,
      max: 10_000,
      value: 300,
    });
    const row = [sizes, " bytes,", ...pause];
    return this.#form("Send in pieces", row, true, signal, () => {
      const how = parseSizes(sizes.value);
      if ("error" in how) return how.error;
      return this.#withMessage((bytes) =>
        sendPieces(this.#client, cut(bytes, how), pause[0].valueAsNumber),
      );
    });
  }

  /** @param {AbortSignal} signal */
  #times(signal) {
    const count = number({ name: "How many times", of: "times", min: 1, max: 10_000, value: 100 });
    return this.#form("Send repeatedly", count, true, signal, () =>
      this.#withMessage((bytes) => sendTimes(this.#client, bytes, count[0].valueAsNumber)),
    );
  }

  /** @param {AbortSignal} signal */
  #random(signal) {
    const count = number({
      name: "How many random bytes",
      of: "bytes",
      min: 1,
      max: 100_000_000,
      value: 4096,
    });
    return this.#form("Send random", count, true, signal, () => {
      sendRandom(this.#client, count[0].valueAsNumber);
      return "";
    });
  }

  /** @param {AbortSignal} signal */
  #file(signal) {
    const file = h("input", { type: "file", "aria-label": "File to send" });
    return this.#form("Send the file", [file], true, signal, () => {
      const [chosen] = file.files ?? [];
      if (!chosen) return "First choose a file.";
      if (chosen.size === 0) return "That file is empty: there is nothing to send.";
      sendFile(this.#client, chosen);
      return "";
    });
  }

  /** @param {AbortSignal} signal */
  #slowly(signal) {
    const rate = number({
      name: "Bytes a second",
      of: "bytes a second",
      min: 1,
      max: 1_048_576,
      value: 1024,
    });
    const form = this.#form("Read slowly", rate, false, signal, () => {
      this.#client.readSlowly(rate[0].valueAsNumber);
      return "";
    });
    this.#slow.addEventListener(
      "click",
      () => {
        this.hide();
        this.#client.resume();
      },
      { signal },
    );
    const how =
      "The page does it by pausing: it holds what has come, shows it at this rate, and only then reads on.";
    form.append(h("p", { class: "more-how" }, how), this.#slow);
    return form;
  }

  /**
   * @param {string} name
   * @param {(Node | string)[]} row
   * @param {boolean} sends
   * @param {AbortSignal} signal
   * @param {() => string} act gives back why it cannot be done, or nothing
   */
  #form(name, row, sends, signal, act) {
    const go = h("button", { type: "submit", class: "button small", "data-sends": sends }, name);
    const form = h("form", { class: "more-form" }, go, h("div", { class: "more-row" }, ...row));
    const submit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const why = act();
      this.#error.textContent = why;
      if (!why) this.hide();
    };
    form.addEventListener("submit", submit, { signal });
    return form;
  }

  /**
   * @param {(bytes: Uint8Array) => void} use
   * @returns {string}
   */
  #withMessage(use) {
    const made = this.#composer.message();
    if ("error" in made) return made.error;
    use(made.bytes);
    return "";
  }
}

/**
 * @param {Figure} figure
 * @returns {[HTMLInputElement, string]}
 */
function number({ name, of, min, max, value }) {
  const input = h("input", { type: "number", required: true, min, max, value, "aria-label": name });
  return [input, ` ${of}`];
}

/**
 * What a client does just now, how far it is, and a way to stop it.
 * @param {Client} client
 * @param {AbortSignal} signal
 */
export function jobView(client, signal) {
  const said = h("span", { class: "job-said" });
  const bar = h("progress", { "aria-label": "How far it is" });
  const attributes = { class: "verb", "aria-label": `Stop client ${client.letter} sending` };
  const stop = button("Stop", attributes, () => client.stopJob(), signal);
  const element = h("div", { class: "client-job", hidden: true }, said, bar, stop);
  const draw = () => {
    const { job } = client;
    element.hidden = job === null;
    if (!job) return;
    said.title =
      said.textContent = `${job.done.toLocaleString("en")} of ${job.all.toLocaleString("en")} ${job.what}`;
    bar.max = job.all;
    bar.value = job.done;
  };
  return { element, draw };
}
