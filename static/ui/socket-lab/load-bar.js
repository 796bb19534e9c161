// How far the fetching is of what a start needs first: bytes of bytes. What is
// there in a moment is not worth a bar.

import { announce } from "../announce.js";
import { h } from "../dom.js";

/** @typedef {import("../../lab/session.js").LabSession} LabSession */

const A_MOMENT = 200; // ms

export class LoadBar {
  #session;
  #bar = h("progress", { "aria-label": "Loading the server" });
  #said = h("span", {});
  element = h("div", { class: "lab-load", hidden: true }, this.#bar, this.#said);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #shown;

  /**
   * @param {LabSession} session
   * @param {(shown: boolean) => void} shown told where it comes and goes
   * @param {AbortSignal} signal
   */
  constructor(session, shown, signal) {
    this.#session = session;
    this.#shown = shown;
    session.events.on("progress", () => this.#draw(), signal);
    signal.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  #draw() {
    const { progress } = this.#session;
    if (!progress) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#show(false);
      return;
    }
    this.#timer ??= setTimeout(() => this.#show(true), A_MOMENT);
    const { done, total } = progress;
    this.#bar.max = total;
    this.#bar.value = done;
    this.#said.textContent = `${megabytes(done)} of ${megabytes(total)} MB`;
  }

  /** @param {boolean} shown */
  #show(shown) {
    if (this.element.hidden === !shown) return;
    this.element.hidden = !shown;
    if (shown) announce(`Loading the server: ${this.#said.textContent}`);
    this.#shown(shown);
  }
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
