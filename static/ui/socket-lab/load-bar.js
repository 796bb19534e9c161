/** @import { LabSession } from "../../lab/session.js" */

import { announce } from "../announce.js";
import { h } from "../dom.js";

const SHOW_DELAY = 200; // ms; a shorter download shows no bar

/** Shows how much has been downloaded of what a start needs first. */
export class LoadBar {
  #session;
  #bar = h("progress", { "aria-label": "Loading the server" });
  #text = h("span", {});
  element = h("div", { class: "lab-load", hidden: true }, this.#bar, this.#text);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #onToggle;

  /**
   * @param {LabSession} session
   * @param {(visible: boolean) => void} onToggle called when the bar appears or disappears
   * @param {AbortSignal} signal
   */
  constructor(session, onToggle, signal) {
    this.#session = session;
    this.#onToggle = onToggle;
    session.events.on("progress", () => this.#draw(), signal);
    signal.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  #draw() {
    const { progress } = this.#session;
    if (!progress) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#toggle(false);
      return;
    }
    this.#timer ??= setTimeout(() => this.#toggle(true), SHOW_DELAY);
    const { done, total } = progress;
    this.#bar.max = total;
    this.#bar.value = done;
    this.#text.textContent = `${megabytes(done)} of ${megabytes(total)} MB`;
  }

  /** @param {boolean} visible */
  #toggle(visible) {
    if (this.element.hidden === !visible) return;
    this.element.hidden = !visible;
    if (visible) announce(`Loading the server: ${this.#text.textContent}`);
    this.#onToggle(visible);
  }
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
