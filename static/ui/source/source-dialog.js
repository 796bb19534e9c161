// Shows the source that a run was made with, read-only, where the page does not have it
// any more: of an earlier version of the learner's code, or of a saved run.

/** @import { RunCode } from "./run-source.js" */

import { button, h, icon } from "../dom.js";
import { SourceListing } from "./source-listing.js";

export class SourceDialog {
  #title = h("h2", { id: "source-dialog-title" });
  #note = h("p", { class: "source-note" });
  #listing;
  element = h("dialog", { class: "source-dialog", "aria-labelledby": "source-dialog-title" });
  /** @type {RunCode} */
  #code = { label: "", files: {} };

  /** @param {AbortSignal} signal */
  constructor(signal) {
    const open = (/** @type {string} */ file) => this.open(this.#code, file);
    this.#listing = new SourceListing("The source of that run", open, signal);
    const label = "Close the source (Escape)";
    const attributes = { class: "icon-button small", "aria-label": label, title: label };
    const close = button("", attributes, () => this.element.close(), signal);
    close.append(icon("close"));
    const header = h("header", {}, this.#title, close);
    this.element.append(header, this.#note, this.#listing.files, this.#listing.text);
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
    this.#code = code;
    this.#listing.draw(code.files, file, new Set(line ? [line] : []));
    if (!this.element.open) this.element.showModal();
    this.#listing.reveal(line);
  }
}
