/**
 * @import { Completion } from "../../code-tools/code-tools.js"
 * @import { CodeProblem, Files } from "../../transport/builder.js"
 * @import { Editor, EditorClass } from "./editor.js"
 *
 * @typedef {object} FileEditorsOptions
 * @property {Files} original the version that the learner begins from
 * @property {Files} around read-only files around it, such as main.go
 * @property {Files} draft the changed files
 * @property {EditorClass} Editor
 * @property {string} describedBy id of the element that describes the editors
 * @property {(file: string, offset: number) => Promise<Completion[]>} complete
 * @property {() => void} onText called as soon as a learner has changed the text
 * @property {() => void} onInput called after each change of the text by a learner
 * @property {() => void} onOpen called after another file is shown
 *
 * The files as they are now. opened: the one that is shown, or another tab; changed: names of
 * those that differ from what the learner began from; problems: all that are known.
 * @typedef {{ files: Files, opened: string, changed: string[], problems: CodeProblem[] }}
 *   FilesState
 */

import { changedFiles } from "../../lab/draft.js";
import { h } from "../dom.js";
import { CheckedLines } from "./checked-lines.js";
import { EditorLines } from "./editor-lines.js";
import { compareFiles } from "./file-comparison.js";
import { CHANGES, FileTabs } from "./file-tabs.js";
import { countChanges } from "./line-diff.js";

/** The files of a program, each in an editor of its own, of which one is shown. */
export class FileEditors {
  #original;
  #around;
  #Editor;
  #signal;
  #onText;
  #onInput;
  #onOpen;
  /** @type {Editor[]} of the files that can be changed first, then of those to read */
  #editors;
  #tabs;
  /** @type {HTMLElement | null} shown in place of the editors */
  #comparison = null;
  /** @type {Map<string, () => HTMLElement>} what further tabs show, by name */
  #further = new Map();
  #setting = false;
  /** @type {CodeProblem[]} */
  #problems = [];
  /** Name of the file that is shown, or of another tab. */
  opened = "";
  /** The lines of the version that runs. */
  lines;
  /** The lines of the text that was checked. */
  checked;
  element = h("div", { class: "code-editors" });

  /**
   * @param {FileEditorsOptions} options
   * @param {AbortSignal} signal
   */
  constructor(options, signal) {
    this.#original = options.original;
    this.#around = options.around;
    this.#Editor = options.Editor;
    this.#signal = signal;
    this.#onText = () => !this.#setting && options.onText();
    this.#onInput = () => !this.#setting && options.onInput();
    this.#onOpen = options.onOpen;
    const readOnly = Object.keys(options.around);
    this.#editors = Object.entries({ ...options.original, ...options.around }).map(([name, text]) =>
      this.#create(name, options.draft[name] ?? text, readOnly.includes(name), options),
    );
    const open = (/** @type {string} */ name) => this.open(name);
    this.lines = new EditorLines(this.#editors, open);
    this.checked = new CheckedLines(this.#editors, open);
    const files = this.#editors.map(({ name }) => name);
    this.#tabs = new FileTabs({ files, readOnly, onSelect: open }, signal);
    this.element.append(...this.#editors.map(({ element }) => element));
  }

  /**
   * @param {string} name
   * @param {string} text
   * @param {boolean} readOnly
   * @param {FileEditorsOptions} options
   */
  #create(name, text, readOnly, { describedBy, complete }) {
    return new this.#Editor({
      name,
      text,
      readOnly,
      describedBy,
      onText: this.#onText,
      onInput: this.#onInput,
      complete: (offset) => complete(name, offset),
      signal: this.#signal,
    });
  }

  /** The row of files. */
  get tabs() {
    return this.#tabs.element;
  }

  /** All files of the program's package, as they are now. */
  get texts() {
    return Object.fromEntries(
      this.#editors
        .filter(({ name }) => name in this.#original)
        .map(({ name, value }) => [name, value]),
    );
  }

  /** The changed files. */
  get changed() {
    return changedFiles(this.texts, this.#original);
  }

  /** @returns {FilesState} */
  get state() {
    const { texts: files, opened } = this;
    return { files, opened, changed: Object.keys(this.changed), problems: this.#problems };
  }

  /** Whether nothing is in the open file. */
  get isEmpty() {
    return this.lines.editor(this.opened)?.value.trim() === "";
  }

  /** Whether the open file is one to read. */
  get isReadOnly() {
    return this.opened in this.#around || this.#further.has(this.opened);
  }

  /** @param {Files} files replace those of the same name; onText and onInput are not called */
  set(files) {
    this.#setting = true;
    for (const editor of this.#editors) editor.value = files[editor.name] ?? editor.value;
    this.#setting = false;
  }

  /**
   * Replaces the text of a file, which can be undone.
   * @param {string} file
   * @param {string} text
   */
  setText(file, text) {
    const editor = this.lines.editor(file);
    if (editor) editor.value = text;
  }

  /** @param {string} file */
  has(file) {
    return this.lines.editor(file) !== undefined;
  }

  /** Shows the first file. */
  openFirst() {
    this.open(this.#editors[0]?.name ?? "");
  }

  /**
   * Shows a file, the difference from the version that the learner began from, or another tab.
   * @param {string} name
   */
  open(name) {
    this.#comparison?.remove();
    this.#comparison = this.#createComparison(name);
    if (this.#comparison) this.element.append(this.#comparison);
    for (const editor of this.#editors) editor.element.hidden = editor.name !== name;
    this.opened = name;
    this.#tabs.select(name);
    this.#onOpen();
  }

  /** @param {string} name */
  #createComparison(name) {
    if (name === CHANGES)
      return compareFiles(this.changed, this.#original, this.#Editor, this.#signal);
    return this.#further.get(name)?.() ?? null;
  }

  /**
   * Adds a tab that shows, to read, how files differ from the learner's.
   * @param {string} name
   * @param {Files} files
   */
  addComparison(name, files) {
    if (!this.#further.has(name)) this.#tabs.add(name);
    this.#further.set(name, () => compareFiles(files, this.texts, this.#Editor, this.#signal));
  }

  /**
   * Opens a file at a place in the text as it is now.
   * @param {string} file
   * @param {number} line from 1
   * @param {number} [column] in bytes, from 1
   */
  select(file, line, column) {
    this.open(file);
    this.lines.editor(file)?.select(line, column);
  }

  /** Focuses the file that is open. */
  focus() {
    this.#editors.find(({ element }) => !element.hidden)?.focus();
  }

  /** @param {CodeProblem[]} problems all that the code has: earlier ones are no longer marked */
  showProblems(problems) {
    this.#problems = problems;
    for (const editor of this.#editors) editor.showProblems(problems);
    this.#tabs.setProblems(new Set(problems.map(({ file }) => file)));
  }

  /**
   * Shows the first problem: of the open file, or else of another one. The cursor stays.
   * @param {CodeProblem[]} problems
   */
  reveal(problems) {
    const first =
      problems.find(({ file }) => file === this.opened) ??
      problems.find(({ file }) => this.has(file));
    if (!first) return;
    const hadFocus = this.element.contains(document.activeElement);
    if (first.file !== this.opened) this.open(first.file);
    this.lines.editor(first.file)?.reveal(first.line);
    if (hadFocus) this.focus();
  }

  /**
   * Draws what the tabs say of the files.
   * @param {string} state
   */
  draw(state) {
    const { changed } = this;
    const names = new Set(Object.keys(changed));
    const total = { added: 0, removed: 0 };
    for (const [name, text] of Object.entries(changed)) {
      const { added, removed } = countChanges(this.#original[name] ?? "", text);
      total.added += added;
      total.removed += removed;
    }
    this.#tabs.setChanges(names, total);
    this.#tabs.setState(state);
    if (this.opened === CHANGES && names.size === 0) this.openFirst();
  }

  /** @param {string} text */
  setState(text) {
    this.#tabs.setState(text);
  }
}
