// Shows the source that a run was made with, read-only, where the page does not have it
// any more: of an earlier version of the learner's code, or of a saved run.

/** @import { RunCode } from "./run-source.js" */

import { showBidiControls } from "../../core/bidi.js";
import { button, h, icon } from "../dom.js";

export class SourceDialog {
  #title = h("h2", { id: "source-dialog-title" });
  #note = h("p", { class: "source-note" });
  #files = h("div", { class: "source-files", role: "group", "aria-label": "Files" });
  #text = h("figure", { class: "code" });
  element = h(
    "dialog",
    { class: "source-dialog", "aria-labelledby": "source-dialog-title" },
    this.#text,
  );
  #signal;

  /** @param {AbortSignal} signal */
  constructor(signal) {
    this.#signal = signal;
    const label = "Close the source (Escape)";
    const attributes = { class: "icon-button small", "aria-label": label, title: label };
    const close = button("", attributes, () => this.element.close(), signal);
    close.append(icon("close"));
    this.element.prepend(h("header", {}, this.#title, close), this.#note, this.#files);
    // A click beside the dialog hits the dialog itself.
    const onClick = (/** @type {Event} */ { target }) => {
      if (target === this.element) this.element.close();
    };
    this.element.addEventListener("click", onClick, { signal });
  }

  /**
   * @param {RunCode} code
   * @param {string} file base name
   * @param {number} [line] to be marked, from 1
   */
  open(code, file, line) {
    this.#title.textContent = line ? `${file}:${line}` : file;
    const version = code.label || "the lesson's version";
    this.#note.textContent = `The source of that run, ${version}. It cannot be changed here.`;
    const names = Object.keys(code.files);
    this.#files.replaceChildren(
      ...names.map((name) =>
        button(
          name,
          { class: "button small toggle", "aria-pressed": String(name === file) },
          () => this.open(code, name),
          this.#signal,
        ),
      ),
    );
    this.#files.hidden = names.length < 2;
    this.#draw(code.files[file] ?? "", line);
  }

  /**
   * @param {string} text
   * @param {number | undefined} marked
   */
  #draw(text, marked) {
    const lines = text
      .replace(/\n$/, "")
      .split("\n")
      .map((line, i) =>
        h(
          "span",
          { class: i + 1 === marked ? "line is-shown" : "line" },
          h("span", { class: "ln" }, String(i + 1)),
          h("span", { class: "cl" }, `${showBidiControls(line)}\n`),
        ),
      );
    const label = "The source of that run";
    const attributes = { class: "chroma", tabindex: "0", role: "region", "aria-label": label };
    this.#text.replaceChildren(h("pre", attributes, h("code", {}, ...lines)));
    if (!this.element.open) this.element.showModal();
    const shown = this.#text.querySelector(".is-shown");
    if (shown) shown.scrollIntoView({ block: "center" });
    else this.#text.scrollTop = 0;
  }
}
