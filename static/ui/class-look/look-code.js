/**
 * @import { Files } from "../../transport/builder.js"
 * @import { Source } from "../../transport/checks.js"
 * @import { RunSession } from "../../lab/session.js"
 * @import { LookCode } from "../class-member/look-snapshot.js"
 * @import { SourceLines } from "../source/run-source.js"
 */

import { announce } from "../announce.js";
import { BuildOutput } from "../code-view/build-output.js";
import { h } from "../dom.js";
import { SourceListing } from "../source/source-listing.js";

/**
 * The code of a learner, to read, with its problems and the line at which a check has failed.
 * @implements {SourceLines}
 */
export class LookCodeView {
  #session;
  #note = h("p", { class: "look-note" });
  #listing;
  #output;
  /** @type {LookCode | null} */
  #code = null;
  /** Name of the file that is shown. */
  #file = "";
  /** @type {Source | null} at which a check has failed */
  #failed = null;
  /** @type {Source | null} to which a link has led */
  #shown = null;
  element;

  /**
   * @param {Pick<RunSession, "version">} session
   * @param {AbortSignal} signal
   */
  constructor(session, signal) {
    this.#session = session;
    this.#listing = new SourceListing("The learner's code", (file) => this.#open(file), signal);
    const show = (/** @type {Source} */ place) => void this.#lead(place);
    const has = (/** @type {string} */ file) => this.#text(file) !== undefined;
    this.#output = new BuildOutput({ announce, show, has, onCancel: () => {} }, signal);
    const { files, text } = this.#listing;
    this.element = h(
      "section",
      { class: "look-code", "aria-label": "Code" },
      h("div", { class: "look-code-head" }, files, this.#note),
      text,
      this.#output.element,
    );
  }

  /**
   * @param {LookCode | null} code
   * @param {Source | undefined} failed
   */
  draw(code, failed) {
    const former = this.#code;
    this.#code = code;
    const formerFailed = JSON.stringify(this.#failed);
    this.#failed = failed ? { file: baseName(failed.file), line: failed.line } : null;
    this.#listing.text.hidden = code === null;
    this.#output.element.hidden = code === null;
    if (!code) {
      this.#listing.draw({}, "");
      this.#note.textContent =
        "No code of their own on this page: the editor has not been opened here, and nothing is stored.";
      return;
    }
    if (code.opened !== former?.opened && this.#text(code.opened) !== undefined)
      this.#file = code.opened;
    if (this.#text(this.#file) === undefined) this.#file = Object.keys(code.files)[0] ?? "";
    this.#note.textContent = describe(code);
    if (JSON.stringify(code.problems) !== JSON.stringify(former?.problems))
      this.#output.showProblems(code.problems, code.files);
    this.#draw();
    if (this.#failed?.file === this.#file && JSON.stringify(this.#failed) !== formerFailed)
      this.#listing.reveal(this.#failed.line);
  }

  #draw() {
    const { files = {}, problems = [] } = this.#code ?? {};
    const places = [...problems, this.#failed, this.#shown].filter((one) => one !== null);
    const marked = places.filter(({ file }) => file === this.#file).map(({ line }) => line);
    this.#listing.draw(files, this.#file, new Set(marked));
  }

  /** @param {string} file */
  #open(file) {
    this.#file = file;
    this.#shown = null;
    this.#draw();
  }

  /** @param {string} file */
  #text(file) {
    const files = this.#code?.files ?? {};
    return Object.hasOwn(files, file) ? files[file] : undefined;
  }

  /**
   * Leads to a line of the code as it is now.
   * @param {Source} place
   * @returns {boolean} false where the code has no such line
   */
  #lead({ file, line }) {
    const text = this.#text(file);
    if (text === undefined || text.split("\n").length < line) return false;
    this.#file = file;
    this.#shown = { file, line };
    this.#draw();
    this.#listing.reveal(line);
    return true;
  }

  /**
   * Leads to a line of what was checked, which is the code as it is now unless the results are
   * those of an earlier text.
   * @param {Source} place
   */
  showChecked({ file, line }) {
    return this.#lead({ file: baseName(file), line });
  }

  /** @type {SourceLines["show"]} */
  show(file, line) {
    const name = baseName(file);
    if (this.#text(name) !== this.#session.version?.files[name]) return false;
    return this.#lead({ file: name, line });
  }

  close() {}

  flash() {}

  light() {}

  showWaits() {}
}

/** @param {LookCode} code */
function describe({ label, isOpen, changed }) {
  const what = changed.length > 0 ? `changed: ${changed.join(", ")}` : "nothing is changed yet";
  const where = isOpen ? "" : ", a draft that is not open now";
  return `${label}${where} · ${what}`;
}

/** @param {string} file */
function baseName(file) {
  return file.slice(file.lastIndexOf("/") + 1);
}
