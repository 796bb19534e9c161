/**
 * @import { CodeProblem } from "../../transport/builder.js"
 * @import { LessonViews } from "../view-switch/lesson-views.js"
 * @import { Wait } from "../source/run-source.js"
 * @import { CompareOptions, Editor, EditorOptions } from "./editor.js"
 */

import { showBidiControls } from "../../core/bidi.js";
import { atNextFrame, h } from "../dom.js";
import { SourceView } from "../source/source-view.js";
import { diffLines } from "./line-diff.js";

/**
 * A file in a textarea, where CodeMirror cannot be loaded. Below the text lie its lines,
 * with numbers, in the markup of the lesson's source: a SourceView marks them. They are
 * those of the text as it is now, so lines added after a build shift the marks.
 * @implements {Editor}
 */
export class TextEditor {
  #code = h("code", {});
  #figure;
  #text;
  #signal;
  /** @type {SourceView} */
  #marks;
  element;

  /** @param {EditorOptions} options */
  constructor({ name, text, readOnly, describedBy, onText, onInput, signal }) {
    this.#signal = signal;
    this.name = name;
    this.#text = h("textarea", {
      class: "code-text",
      "aria-label": name,
      "aria-describedby": describedBy,
      readonly: readOnly,
      spellcheck: "false",
      autocapitalize: "off",
      autocomplete: "off",
      wrap: "off",
    });
    const lines = h("pre", { class: "chroma", "aria-hidden": "true" }, this.#code);
    const field = h("div", { class: "code-field" }, lines, this.#text);
    this.#figure = h("figure", { class: "code", "data-file": name }, field);
    this.element = h("div", { class: "code-editor", "data-file": name }, this.#figure);
    this.#marks = this.#newMarks();
    const redraw = atNextFrame(() => this.#drawLines(), signal);
    const input = () => {
      onText();
      redraw();
      onInput();
    };
    this.#text.addEventListener("input", input, { signal });
    this.#text.value = text;
    this.#drawLines();
    this.#onText = onText;
    this.#onInput = onInput;
  }

  #onText;
  #onInput;

  /**
   * @param {CompareOptions} options
   * @returns {HTMLElement} the changed lines, with a sign each
   */
  static compare({ name, original, text }) {
    const signs = { added: "+", removed: "−", kept: " " };
    const changed = diffLines(original, text).filter(({ kind }) => kind !== "kept");
    const lines = changed.map(({ kind, text }) =>
      h("span", { class: `code-line is-${kind}` }, `${signs[kind]} ${showBidiControls(text)}\n`),
    );
    return h(
      "pre",
      { class: "code-changes", tabindex: 0, "aria-label": `Changes in ${name}` },
      ...lines,
    );
  }

  get value() {
    return this.#text.value;
  }

  set value(text) {
    if (text === this.#text.value) return;
    this.#text.value = text;
    this.#onText();
    this.#drawLines();
    this.#onInput();
  }

  focus() {
    this.#text.focus();
  }

  /** @type {Editor["select"]} */
  select(line) {
    const lines = this.value.split("\n");
    const length = lines[line - 1]?.length;
    if (length === undefined) return false;
    const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
    this.#text.focus({ preventScroll: true });
    this.#text.setSelectionRange(start, start + length);
    this.#code.children[line - 1]?.scrollIntoView({ block: "center" });
    return true;
  }

  /** @param {number} line */
  reveal(line) {
    this.#code.children[line - 1]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {CodeProblem[]} problems */
  showProblems(problems) {
    const lines = new Set(problems.map(({ file, line }) => (file === this.name ? line : 0)));
    for (const [i, element] of [...this.#code.children].entries())
      element.classList.toggle("is-wrong", lines.has(i + 1));
  }

  trackLines() {
    return () => this.adoptChecked();
  }

  /** @param {number} line */
  flash(line) {
    this.#marks.flash(this.name, line);
  }

  /** @param {number | null} line */
  light(line) {
    this.#marks.light(line === null ? undefined : { file: this.name, line });
  }

  /** @param {Map<number, Wait>} waits */
  showWaits(waits) {
    this.#marks.showWaits(
      new Map([...waits].map(([line, wait]) => [`${this.name}:${line}`, wait])),
    );
  }

  /** @param {number} line */
  show(line) {
    return this.select(line);
  }

  trackChecked() {
    this.markChecked(null);
  }

  adoptChecked() {
    this.#marks.showWaits(new Map());
    this.#marks.light(undefined);
    this.#marks = this.#newMarks();
  }

  /** @param {number | null} line */
  markChecked(line) {
    for (const [i, element] of [...this.#code.children].entries())
      element.classList.toggle("is-checked", i + 1 === line);
    if (line !== null) this.reveal(line);
  }

  /** @param {number} line */
  showChecked(line) {
    return this.select(line);
  }

  #newMarks() {
    const views = /** @type {LessonViews} */ ({});
    return new SourceView(this.element, views, this.#signal, "figure.code");
  }

  /** Lines keep their elements, and with them what marks them. */
  #drawLines() {
    if (this.#signal.aborted) return;
    const lines = this.value.split("\n");
    while (this.#code.children.length > lines.length) this.#code.lastElementChild?.remove();
    for (const [i, text] of lines.entries()) {
      const existing = this.#code.children[i]?.lastElementChild;
      if (!existing) this.#code.append(lineElement(i + 1, text));
      else if (existing.textContent !== `${text}\n`) existing.textContent = `${text}\n`;
    }
  }
}

/**
 * @param {number} number
 * @param {string} text
 */
function lineElement(number, text) {
  return h(
    "span",
    { class: "line", "data-line": number },
    h("span", { class: "ln" }, String(number)),
    h("span", { class: "cl" }, `${text}\n`),
  );
}
