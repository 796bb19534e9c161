/**
 * @import { EditorState } from "@codemirror/state"
 * @import { CheckedProblem, Fix } from "../../code-tools/code-tools.js"
 * @import { CompareOptions, Editor, EditorOptions } from "../code-view/editor.js"
 * @import { Wait } from "../source/run-source.js"
 * @import { Marks } from "./line-marks.js"
 */

import { syntaxTree } from "@codemirror/language";
import { diagnosticCount, setDiagnostics } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import { atNextFrame, h } from "../dom.js";
import { FLASH_MS } from "../source/source-view.js";
import { adoptStyles } from "./adopt-styles.js";
import { diffChanges } from "./diff-changes.js";
import { comparison, extensions } from "./extensions.js";
import { marks, positionOf, setMarks } from "./line-marks.js";
import { positionIn } from "./position.js";

/**
 * A file in CodeMirror.
 * @implements {Editor}
 */
export class CodeMirrorEditor {
  #view;
  #signal;
  /** @type {Partial<Marks>} what the next frame marks */
  #nextMarks = {};
  #drawMarks;
  /** @type {Map<number, ReturnType<typeof setTimeout>>} by line */
  #flashing = new Map();
  /** The newest text, which the view shows or is about to. */
  #text;
  element;

  /** @param {EditorOptions} options */
  constructor(options) {
    const { name, text, onText, onInput, signal } = options;
    this.name = name;
    this.#signal = signal;
    this.element = h("div", { class: "code-editor", "data-file": name });
    adoptStyles();
    const onUpdate = EditorView.updateListener.of(({ docChanged }) => {
      if (docChanged) onInput();
    });
    this.#view = new EditorView({
      doc: text,
      parent: this.element,
      extensions: [extensions(options), onUpdate],
      dispatchTransactions: (transactions, view) => {
        const doc = transactions.at(-1)?.newDoc ?? view.state.doc;
        if (doc !== view.state.doc) {
          this.#text = doc.toString();
          onText();
        }
        view.update(transactions);
      },
    });
    this.#text = this.#view.state.doc.toString();
    signal.addEventListener("abort", () => this.#view.destroy(), { once: true });
    this.#drawMarks = atNextFrame(() => this.#flushMarks(), signal);
  }

  /**
   * @param {CompareOptions} options
   * @returns {HTMLElement} the text with the lines of the original that it lacks
   */
  static compare({ name, original, text, signal }) {
    adoptStyles();
    const view = new EditorView({ doc: text, extensions: comparison(name, original) });
    const destroy = () => view.destroy();
    signal.addEventListener("abort", destroy, { once: true });
    return view.dom;
  }

  get value() {
    return this.#text;
  }

  set value(text) {
    const changes = diffChanges(this.value, text);
    if (changes.length > 0) this.#view.dispatch({ changes, userEvent: "input.replace" });
  }

  focus() {
    this.#view.focus();
  }

  /** @type {Editor["select"]} */
  select(line, column) {
    const { state } = this.#view;
    if (line < 1 || line > state.doc.lines) return false;
    const { from, to } =
      column === undefined
        ? state.doc.line(line)
        : tokenAt(state, positionIn(state.doc, line, column));
    this.#view.dispatch({
      selection: { anchor: from, head: to },
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    this.#view.focus();
    return true;
  }

  /** @param {number} line */
  reveal(line) {
    const { doc } = this.#view.state;
    if (line < 1 || line > doc.lines) return;
    const effects = EditorView.scrollIntoView(doc.line(line).from, { yMargin: 48 });
    this.#view.dispatch({ effects });
  }

  /** @param {CheckedProblem[]} problems */
  showProblems(problems) {
    const { state } = this.#view;
    const diagnostics = problems.flatMap(({ file, line, column, message, fix }) => {
      if (file !== this.name || line < 1 || line > state.doc.lines) return [];
      const range = tokenAt(state, positionIn(state.doc, line, column));
      const actions = fix ? [fixAction(state, fix)] : [];
      return [{ ...range, severity: /** @type {const} */ ("error"), message, actions }];
    });
    if (diagnostics.length === 0 && diagnosticCount(state) === 0) return;
    this.#view.dispatch(setDiagnostics(state, diagnostics));
  }

  trackLines() {
    this.#mark({ building: { text: this.#view.state.doc, changes: null } });
    this.#flushMarks();
    return () => {
      this.#adopt(this.#view.state.field(marks).building);
      this.#mark({ building: null });
      this.#flushMarks();
    };
  }

  /** @param {number} line */
  flash(line) {
    clearTimeout(this.#flashing.get(line));
    const fade = () => {
      this.#flashing.delete(line);
      this.#mark({ flashing: new Set(this.#flashing.keys()) });
    };
    this.#flashing.set(line, setTimeout(fade, FLASH_MS));
    this.#mark({ flashing: new Set(this.#flashing.keys()) });
  }

  /** @param {number | null} line */
  light(line) {
    this.#mark({ lit: line });
  }

  /** @param {Map<number, Wait>} waits */
  showWaits(waits) {
    this.#mark({ waits });
  }

  /** @param {number} line */
  show(line) {
    const { state } = this.#view;
    const position = positionOf(state.field(marks).built, line);
    return position !== null && this.select(state.doc.lineAt(position).number);
  }

  trackChecked() {
    this.#mark({ checked: { text: this.#view.state.doc, changes: null }, cause: null });
    this.#flushMarks();
  }

  adoptChecked() {
    this.#adopt(this.#view.state.field(marks).checked);
    this.#flushMarks();
  }

  /** @param {Marks["building"]} built what runs from now on; null: what ran before */
  #adopt(built) {
    if (built) this.#mark({ built });
    this.#mark({ lit: null, waits: new Map() });
  }

  /** @param {number | null} line */
  markChecked(line) {
    this.#mark({ cause: line });
    this.#flushMarks();
    const now = line === null ? null : this.#checkedLine(line);
    if (now !== null) this.reveal(now);
  }

  /** @param {number} line */
  showChecked(line) {
    const now = this.#checkedLine(line);
    return now !== null && this.select(now);
  }

  /**
   * @param {number} line of the checked text
   * @returns {number | null} its number in the text as it is now; null where it is gone
   */
  #checkedLine(line) {
    const { doc } = this.#view.state;
    const { checked } = this.#view.state.field(marks);
    const position = checked && positionOf(checked, line);
    return position === null ? null : doc.lineAt(position).number;
  }

  /** @param {Partial<Marks>} change */
  #mark(change) {
    Object.assign(this.#nextMarks, change);
    this.#drawMarks();
  }

  #flushMarks() {
    if (this.#signal.aborted || Object.keys(this.#nextMarks).length === 0) return;
    const effects = setMarks.of(this.#nextMarks);
    this.#nextMarks = {};
    this.#view.dispatch({ effects });
  }
}

/**
 * @param {EditorState} state of which the problem is
 * @param {Fix} fix does nothing where the text before it has changed since
 */
function fixAction(state, { title, offset, text }) {
  const apply = (/** @type {EditorView} */ view) => {
    if (view.state.sliceDoc(0, offset) !== state.sliceDoc(0, offset)) return;
    view.dispatch({ changes: { from: offset, insert: text }, userEvent: "input.fix" });
  };
  return { name: title, apply };
}

/**
 * @param {EditorState} state
 * @param {number} position
 * @returns {{ from: number, to: number }} the name, literal or sign that begins there, otherwise
 *   one letter; within the line
 */
function tokenAt(state, position) {
  const { from, to } = syntaxTree(state).resolveInner(position, 1);
  const end = state.doc.lineAt(position).to;
  return { from: position, to: Math.min(from === position ? to : position + 1, end) };
}
