// Light, dark, or as the system has it. theme.js sets the choice before the
// first paint; this changes it.

import { keep } from "../../lab/memory.js";
import { h, icon } from "../dom.js";
import { Piece } from "../piece.js";

const KEY = "socketschool.theme";
const CHOICES = /** @type {const} */ (["auto", "light", "dark"]);
const SAID = {
  auto: "Colours: as the system has them",
  light: "Colours: light",
  dark: "Colours: dark",
};

/** @typedef {(typeof CHOICES)[number]} Choice */

export class ThemeToggle extends Piece {
  /** @param {AbortSignal} signal */
  mount(signal) {
    const button = h("button", { type: "button", class: "icon-button" });
    button.addEventListener("click", () => this.#choose(next(current())), { signal });
    this.replaceChildren(button);
    this.#draw();
  }

  /** @param {Choice} choice */
  #choose(choice) {
    if (choice === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    keep(KEY, choice);
    this.#draw();
  }

  #draw() {
    const choice = current();
    const button = this.querySelector("button");
    button?.replaceChildren(icon(choice));
    button?.setAttribute("aria-label", SAID[choice]);
    button?.setAttribute("title", SAID[choice]);
  }
}

/** @returns {Choice} */
function current() {
  const chosen = document.documentElement.dataset.theme;
  return CHOICES.find((choice) => choice === chosen) ?? "auto";
}

/** @param {Choice} choice */
function next(choice) {
  return CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] ?? "auto";
}

customElements.define("theme-toggle", ThemeToggle);
