/**
 * @import { Source } from "../../transport/checks.js"
 * @import { Editor } from "./editor.js"
 */

/** The lines of the text that was checked last, in the editors of its files. */
export class CheckedLines {
  #editors;
  #open;

  /**
   * @param {readonly Editor[]} editors
   * @param {(name: string) => void} open shows a file
   */
  constructor(editors, open) {
    this.#editors = editors;
    this.#open = open;
  }

  /** Begins to follow the lines of the text as it is now. */
  track() {
    for (const editor of this.#editors) editor.trackChecked();
  }

  /** Makes them the lines of the version that runs. */
  adopt() {
    for (const editor of this.#editors) editor.adoptChecked();
  }

  /**
   * Marks the line of a cause, in place of the one before, and scrolls to it. Cursor and
   * focus stay.
   * @param {Source | undefined} source undefined for none
   */
  mark(source) {
    const marked = source && this.#editor(source);
    for (const editor of this.#editors)
      editor.markChecked(editor === marked && source ? source.line : null);
  }

  /**
   * Selects a line.
   * @param {Source} source
   * @returns {boolean} false where the line is gone
   */
  show(source) {
    const editor = this.#editor(source);
    if (!editor) return false;
    this.#open(editor.name);
    return editor.showChecked(source.line);
  }

  /** @param {Source} source */
  #editor({ file }) {
    const base = file.slice(file.lastIndexOf("/") + 1);
    return this.#editors.find(({ name }) => name === base);
  }
}
