/**
 * @import { FilesState } from "./file-editors.js"
 * @import { ShownCheck } from "../exercise/exercise-desk.js"
 * @import { SourceLines, VersionSource } from "../source/run-source.js"
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { CodePanel } from "./code-panel.js"
 * @import { CodePanels, ShownPanel } from "./code-panels.js"
 * @import { CodePlace } from "./edit-buttons.js"
 * @import { ColumnParts, Part } from "./column-parts.js"
 *
 * What a learner has in the editor. label: of their version; exercise: its name, empty for
 * the lesson's code; check: what came of its last check.
 * @typedef {FilesState & { label: string, exercise: string, check: ShownCheck | null }} OpenCode
 */

import { exerciseState, noteFailure, noteSolved, noteStart } from "../../lab/exercise-progress.js";
import { exerciseOfLink, isSharedCode } from "../../lab/shared-code.js";
import { announce } from "../announce.js";
import { button, h } from "../dom.js";
import { declarationLine } from "./edit-buttons.js";
import { exerciseOfAddress, setExerciseOfAddress } from "./exercise-address.js";
import { aroundFiles, lessonFiles, naiveFiles, naiveLabel } from "./lesson-files.js";
import { ownVersion } from "./own-version.js";

/**
 * The panels with code, of the lesson's own and of its exercises, each loaded when it is
 * first shown. The address names the exercise.
 * @implements {VersionSource}
 */
export class LazyCode {
  #place;
  #head;
  #lab;
  #parts;
  #article;
  #data;
  #signal;
  /** @type {Promise<CodePanels> | null} */
  #panels = null;
  /** @type {Map<string, Promise<CodePanel | null>>} by exercise */
  #loading = new Map();
  /** @type {Map<string, ShownPanel>} by exercise; empty for the lesson's own code */
  #loaded = new Map();
  /** Name of the exercise whose code is shown; empty for the lesson's own. */
  #exercise = exerciseOfAddress();
  /** @type {CodePanel | undefined} whose version ran when lines were last marked */
  #lastMarked;

  /**
   * @param {object} options
   * @param {HTMLElement} options.place of the panel
   * @param {HTMLElement} options.head place of what stands above the panel of an exercise
   * @param {LessonLab} options.lab
   * @param {ColumnParts} options.parts
   * @param {HTMLElement} options.article
   * @param {DOMStringMap} options.data the attributes of `<code-view>`
   * @param {AbortSignal} signal
   */
  constructor({ place, head, lab, parts, article, data }, signal) {
    this.#place = place;
    this.#head = head;
    this.#lab = lab;
    this.#parts = parts;
    this.#article = article;
    this.#data = data;
    this.#signal = signal;
    parts.events.on("change", (part) => this.#onPart(part), signal);
  }

  /** @returns {OpenCode | null} of the panel that is shown; null before it is loaded */
  get openCode() {
    const shown = this.#loaded.get(this.#exercise);
    if (!shown) return null;
    const { panel, desk } = shown;
    const { label } = panel.version;
    const check = desk?.shownCheck ?? null;
    return { ...panel.filesState, label, exercise: this.#exercise, check };
  }

  /** @returns {Promise<CodePanel | null>} null where it cannot be loaded now */
  load() {
    const exercise = this.#exercise;
    const loading = this.#loading.get(exercise) ?? this.#load(exercise);
    this.#loading.set(exercise, loading);
    return loading;
  }

  /**
   * @param {string} exercise
   * @returns {Promise<CodePanel | null>}
   */
  async #load(exercise) {
    try {
      this.#panels ??= this.#loadPanels();
      const shown = await (await this.#panels).create(exercise);
      this.#loaded.set(exercise, shown);
      if (exercise === this.#exercise) this.#show(shown);
      return shown.panel;
    } catch (error) {
      console.info(`the code cannot be loaded: ${error}`);
      this.#loading.delete(exercise);
      if (exercise === this.#exercise) this.#showFailure(error);
      return null;
    }
  }

  async #loadPanels() {
    const { panel = "", editor = "" } = this.#data;
    try {
      const loadingEditor = import(editor);
      loadingEditor.catch(() => {}); // CodePanels handles it
      const bundle = await import(panel);
      return new bundle.CodePanels({
        lab: this.#lab,
        original: lessonFiles(this.#article),
        around: aroundFiles(this.#article),
        editor: loadingEditor,
        data: this.#data,
        announce,
        progress: { exerciseState, noteFailure, noteSolved, noteStart },
        leaveExercise: () => void this.openExercise(""),
        signal: this.#signal,
      });
    } catch (error) {
      this.#panels = null;
      throw error;
    }
  }

  /** @param {ShownPanel} shown */
  #show({ panel, bar }) {
    this.#place.replaceChildren(panel.element);
    this.#head.replaceChildren(...(bar ? [bar] : []));
  }

  /** @param {unknown} error a Problem says what is amiss */
  #showFailure(error) {
    const again = button("Try again", { class: "button small" }, () => this.load(), this.#signal);
    const { title } = /** @type {{ title?: string }} */ (error ?? {});
    const text = title ?? "The editor has not loaded. Check the connection.";
    const children = [text, " ", again];
    if (this.#exercise) {
      const own = () => void this.openExercise("");
      children.push(" ", button("The lesson's code", { class: "button small" }, own, this.#signal));
    }
    this.#head.replaceChildren();
    this.#place.replaceChildren(h("p", { class: "code-loading", role: "alert" }, ...children));
  }

  /** Shows the code and focuses the editor, where that brings up no keyboard on the screen. */
  async open() {
    this.#parts.show("code");
    const panel = await this.load();
    if (matchMedia("(hover: hover) and (pointer: fine)").matches) panel?.focus();
  }

  /**
   * Shows the code of an exercise. Back leads to what was shown before.
   * @param {string} name empty for the lesson's own code
   */
  async openExercise(name) {
    this.#lab.views.show("lesson");
    if (name !== this.#exercise || this.#parts.current !== "code")
      history.pushState(history.state, "", location.href);
    this.#setExercise(name);
    await this.open();
  }

  /** Builds the code that is shown and runs it in the lab. */
  async run() {
    this.#lab.views.show("lesson");
    this.#parts.show("code");
    await (await this.load())?.run();
  }

  /** Shows what the address names, to which Back or Forward has led. */
  async followHistory() {
    const name = exerciseOfAddress();
    const former = { name: this.#exercise, part: this.#parts.current };
    this.#setExercise(name);
    this.#parts.restore();
    const { current } = this.#parts;
    if (name === former.name && current === former.part) return;
    this.#lab.views.show("lesson");
    if (current === "code") await this.open();
    else this.#focusCard(former.name);
  }

  /** @param {string} name of the exercise that the learner has left */
  #focusCard(name) {
    const link = this.#article.querySelector(`exercise-card[name="${name}"] .exercise-start`);
    if (link instanceof HTMLElement) link.focus({ preventScroll: true });
  }

  /** @param {string} name empty for the lesson's own code */
  #setExercise(name) {
    setExerciseOfAddress(name);
    if (name === this.#exercise) return;
    this.#exercise = name;
    this.#reportExercise();
    const shown = this.#loaded.get(name);
    if (shown) this.#show(shown);
    else this.#showLoading();
  }

  /** Reports to the lab which exercise it can run. */
  #reportExercise() {
    const name = this.#exercise;
    const isOpen = name !== "" && this.#parts.current === "code";
    const open = { name, label: ownVersion(name).label, run: () => this.run() };
    this.#lab.setExercise(isOpen ? open : null);
  }

  /** Opens the code of the address, where its fragment has some. */
  async followLink() {
    const { hash } = location;
    if (!isSharedCode(hash)) return;
    this.#lab.views.show("lesson");
    this.#setExercise(await exerciseOfLink(hash, this.#lab.lesson));
    this.#parts.show("code");
    await (await this.load())?.openLink(hash);
  }

  /**
   * Opens the code at a block of the lesson.
   * @param {CodePlace} place of a naive version: opens that version as a draft
   */
  async edit({ file, line, declaration, naive }) {
    this.#setExercise("");
    this.#parts.show("code");
    const panel = await this.load();
    if (!panel) return;
    const select = () =>
      panel.select(file, declarationLine(panel.files[file] ?? "", line, declaration));
    if (naive) panel.openVersion(naiveLabel(naive), naiveFiles(this.#article, naive), select);
    else select();
  }

  /** @type {SourceLines["flash"]} */
  flash(file, line) {
    this.#running?.lines.flash(file, line);
  }

  /** @type {SourceLines["light"]} */
  light(source) {
    this.#running?.lines.light(source);
  }

  /** @type {SourceLines["showWaits"]} */
  showWaits(waits) {
    this.#running?.lines.showWaits(waits);
  }

  /** @type {SourceLines["show"]} */
  show(file, line) {
    const panel = this.#running;
    if (!panel?.has(file)) return false;
    this.#lab.views.show("lesson");
    this.#setExercise(this.#runningExercise);
    this.#parts.show("code");
    return panel.lines.show(file, line);
  }

  /** Shows the lesson. */
  close() {
    this.#parts.show("lesson");
  }

  /** Name of the exercise whose code runs, or ran last. */
  get #runningExercise() {
    return this.#lab.session.version?.exercise ?? "";
  }

  /** The panel whose code runs, or ran last. What another one showed of it is cleared. */
  get #running() {
    const panel = this.#loaded.get(this.#runningExercise)?.panel;
    if (panel !== this.#lastMarked) {
      this.#lastMarked?.lines.light(undefined);
      this.#lastMarked?.lines.showWaits(new Map());
      this.#lastMarked = panel;
    }
    return panel;
  }

  #showLoading() {
    this.#head.replaceChildren();
    this.#place.replaceChildren(h("p", { class: "code-loading" }, "Loading the editor …"));
  }

  /** @param {Part} part */
  #onPart(part) {
    this.#place.hidden = part !== "code";
    this.#head.hidden = part !== "code";
    this.#reportExercise();
    if (part !== "code") return;
    if (!this.#loaded.has(this.#exercise)) this.#showLoading();
    void this.load();
  }
}
