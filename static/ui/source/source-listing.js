// The files of a program, to read: one of them is shown, with some of its lines marked.

/** @import { Files } from "../../transport/builder.js" */

import { showBidiControls } from "../../core/bidi.js";
import { button, h } from "../dom.js";

export class SourceListing {
  #label;
  #onSelect;
  #signal;
  /** Names and text that are drawn. */
  #drawn = { names: "", text: "" };
  files = h("div", { class: "source-files", role: "group", "aria-label": "Files" });
  text = h("figure", { class: "code" });

  /**
   * @param {string} label of the text, for screen readers
   * @param {(file: string) => void} onSelect called when another file is chosen
   * @param {AbortSignal} signal
   */
  constructor(label, onSelect, signal) {
    this.#label = label;
    this.#onSelect = onSelect;
    this.#signal = signal;
  }

  /**
   * @param {Files} files
   * @param {string} shown name of a file
   * @param {Set<number>} [marked] lines of it, from 1
   */
  draw(files, shown, marked = new Set()) {
    const names = Object.keys(files);
    this.#drawFiles(names);
    for (const each of this.files.children)
      each.setAttribute("aria-pressed", String(each.textContent === shown));
    this.files.hidden = names.length < 2;
    this.#drawText(files[shown] ?? "", marked);
  }

  /** @param {string[]} names */
  #drawFiles(names) {
    const drawn = JSON.stringify(names);
    if (drawn === this.#drawn.names) return;
    this.#drawn.names = drawn;
    const buttons = names.map((name) =>
      button(name, { class: "button small toggle" }, () => this.#onSelect(name), this.#signal),
    );
    this.files.replaceChildren(...buttons);
  }

  /**
   * @param {string} text
   * @param {Set<number>} marked
   */
  #drawText(text, marked) {
    const drawn = JSON.stringify([text, ...marked]);
    if (drawn === this.#drawn.text) return;
    this.#drawn.text = drawn;
    const lines = text
      .replace(/\n$/, "")
      .split("\n")
      .map((line, i) =>
        h(
          "span",
          { class: marked.has(i + 1) ? "line is-shown" : "line" },
          h("span", { class: "ln" }, String(i + 1)),
          h("span", { class: "cl" }, `${showBidiControls(line)}\n`),
        ),
      );
    const pre = this.text.querySelector("pre") ?? this.#createText();
    pre.replaceChildren(h("code", {}, ...lines));
  }

  #createText() {
    const label = this.#label;
    const pre = h("pre", { class: "chroma", tabindex: "0", role: "region", "aria-label": label });
    this.text.replaceChildren(pre);
    return pre;
  }

  /**
   * Scrolls to a line, or to the top; the page stays.
   * @param {number} [line] from 1
   */
  reveal(line) {
    const { text } = this;
    const element = line && text.querySelectorAll(".line")[line - 1];
    if (!element) {
      text.scrollTop = 0;
      return;
    }
    const { top, height } = element.getBoundingClientRect();
    const { top: upper, height: visible } = text.getBoundingClientRect();
    text.scrollTop += top - upper - (visible - height) / 2;
  }
}
