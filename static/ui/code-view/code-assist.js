/**
 * @import { Files } from "../../transport/builder.js"
 * @import { CodeTools, Completion, Insertion } from "../../code-tools/code-tools.js"
 * @import { CodePanel } from "./code-panel.js"
 */

import { unmetered } from "../../core/when-idle.js";
import { button } from "../dom.js";
import { ProblemList } from "./problem-list.js";

/** What helps with the code while it is typed: problems, completion, format. */
export class CodeAssist {
  #tools;
  #panel;
  #announce;
  #list;
  #format;
  /** How often the code was changed or a check was asked for: an older check is outdated. */
  #version = 0;
  /** @type {Files} those that the problems shown are of */
  #checked = {};
  /** The tools could not be loaded: they are not asked until the learner tries again. */
  #failed = false;

  /**
   * @param {CodeTools} tools loaded with the first call
   * @param {CodePanel} panel
   * @param {(text: string) => void} announce
   * @param {AbortSignal} signal
   */
  constructor(tools, panel, announce, signal) {
    this.#tools = tools;
    this.#panel = panel;
    this.#announce = announce;
    this.#list = new ProblemList(
      {
        show: ({ file, line, column }) => panel.select(file, line, column),
        fix: ({ file, fix }) => fix && this.#insert(file, fix),
        onList: (problems) => panel.hideListed(problems),
        onRetry: () => this.#retry(),
        announce,
      },
      signal,
    );
    this.#format = button("Format", { class: "button" }, () => this.format(), signal);
    this.#format.title = "As gofmt does: Shift-Alt-F";
    panel.actions.firstElementChild?.after(this.#format);
    panel.actions.append(this.#list.summary, this.#list.element);
    panel.completions = (file, offset) => this.#complete(file, offset);
    panel.events.on("input", () => void this.check(), signal);
    panel.events.on("open", () => this.#drawFormat(), signal);
    panel.events.on("built", () => void this.check(), signal);
    panel.element.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    // What is loaded must not hold up the editor, which has just been shown.
    const { requestIdleCallback: whenIdle = setTimeout } = globalThis;
    if (unmetered()) whenIdle(() => !signal.aborted && this.check());
  }

  /** Shows the problems of the code as it is now. */
  async check() {
    const version = ++this.#version;
    if (this.#failed) return;
    const { files } = this.#panel;
    try {
      const problems = await this.#tools.check(files);
      if (version !== this.#version) return;
      this.#checked = files;
      this.#panel.showProblems(problems);
      this.#list.showProblems(problems);
    } catch (error) {
      this.#onFailure(error);
    }
  }

  /** Formats the open file as gofmt does. A file with a fault of syntax stays as it is. */
  async format() {
    const { opened: file, files } = this.#panel;
    const text = files[file];
    if (text === undefined) return;
    try {
      const result = await this.#tools.format(file, text);
      if (this.#panel.files[file] !== text) return; // the learner has typed on
      if ("problems" in result) {
        const [{ line, message } = { line: 0, message: "" }] = result.problems;
        this.#panel.say(`Not formatted. Line ${line}: ${message}`);
        this.#panel.showProblems(result.problems);
        this.#list.showProblems(result.problems);
        return;
      }
      this.#announce(result.text === text ? "Nothing to format." : "Formatted.");
      this.#panel.setText(file, result.text);
    } catch (error) {
      this.#onFailure(error);
    }
  }

  /**
   * @param {string} file
   * @param {Insertion} insertion into the text that was checked
   */
  #insert(file, { offset, text }) {
    const current = this.#panel.files[file] ?? "";
    const before = current.slice(0, offset);
    if (before !== this.#checked[file]?.slice(0, offset)) return; // changed since
    this.#panel.setText(file, before + text + current.slice(offset));
  }

  #drawFormat() {
    const { opened, files } = this.#panel;
    this.#format.setAttribute("aria-disabled", String(!(opened in files)));
  }

  /**
   * @param {string} file
   * @param {number} offset
   * @returns {Promise<Completion[]>} none where the tools fail
   */
  async #complete(file, offset) {
    if (this.#failed) return [];
    try {
      return await this.#tools.complete(this.#panel.files, file, offset);
    } catch (error) {
      this.#onFailure(error);
      return [];
    }
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Escape" && !event.defaultPrevented) this.#list.close();
    const save = event.code === "KeyS" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    const format = event.code === "KeyF" && event.altKey && event.shiftKey;
    if (!save && !format) return;
    event.preventDefault(); // the browser would save the page
    void this.format();
  }

  /** @param {unknown} error */
  #onFailure(error) {
    if (error instanceof DOMException && error.name === "AbortError") return; // a newer call
    console.info(`no answer from the code tools: ${error}`);
    this.#failed = true;
    this.#panel.showProblems([]);
    this.#list.showFailure();
  }

  #retry() {
    this.#failed = false;
    void this.check();
  }
}
