/**
 * @import { Completion } from "../../code-tools/code-tools.js"
 * @import { CodeProblem, ExerciseChecks, Files } from "../../transport/builder.js"
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { BuilderChoice } from "./builder-choice.js"
 * @import { BuildOutcome, Use } from "./build-runner.js"
 * @import { EditorClass } from "./editor.js"
 *
 * @typedef {object} CodePanelOptions
 * @property {LessonLab} lab
 * @property {Files} original the version that the learner begins from: the lesson's, or an
 *   exercise's starter
 * @property {Files} around read-only files around it, such as main.go
 * @property {ExerciseChecks | null} [exercise] whose code it is; null: the lesson's
 * @property {string} title of the lesson or exercise
 * @property {BuilderChoice} builders
 * @property {EditorClass} Editor
 * @property {(text: string) => void} announce
 */

import { Emitter } from "../../core/emitter.js";
import { h } from "../dom.js";
import { BuildOutput } from "./build-output.js";
import { BuildRunner } from "./build-runner.js";
import { CodeActions, RUN_KEY } from "./code-actions.js";
import { CodeNotice } from "./code-notice.js";
import { describeCode } from "./code-state.js";
import { DraftKeeper } from "./draft-keeper.js";
import { DraftNotices } from "./draft-notices.js";
import { FileEditors } from "./file-editors.js";
import { CHANGES } from "./file-tabs.js";
import { ownVersion } from "./own-version.js";
import { downloadProgram } from "./program-archive.js";
import { onRunKey } from "./run-key.js";
import { ShareBox } from "./share-box.js";
import { SharedLink } from "./shared-link.js";

/** A program in an editor, with what came of the last build below it. */
export class CodePanel {
  #lab;
  #original;
  #around;
  #exercise;
  #builders;
  #editors;
  #draft;
  #notice;
  #draftNotices;
  #output;
  #runner;
  #actions;
  #shareBox;
  #sharedLink;
  /**
   * input: as soon as the text is another, before the page shows it; open: after another file
   * is shown; built: after a build without problems, when no problem is marked.
   * @type {Emitter<{ input: null, open: null, built: null }>}
   */
  events = new Emitter();
  /** @type {((file: string, offset: number) => Promise<Completion[]>) | null} */
  completions = null;
  element = h("section", { class: "code-panel", "aria-label": "Code" });

  /**
   * @param {CodePanelOptions} options
   * @param {AbortSignal} signal
   */
  constructor(
    { lab, original, around, exercise = null, title, builders, Editor, announce },
    signal,
  ) {
    this.#lab = lab;
    this.#original = original;
    this.#around = around;
    this.#exercise = exercise;
    this.#builders = builders;
    const key = exercise ? `${lab.lesson}/${exercise.name}` : lab.lesson;
    this.#notice = new CodeNotice(announce, signal);
    this.#draft = new DraftKeeper(key, original, (files) => this.#onOther(files), signal);
    const view = {
      compare: () => this.#editors.open(CHANGES),
      reset: () => this.reset(),
      files: () => this.files,
      changed: () => this.#editors.changed,
      setFiles: (/** @type {Files} */ files) => this.setFiles(files),
    };
    const begunFrom = exercise ? "exercise" : "lesson";
    this.#draftNotices = new DraftNotices(this.#notice, this.#draft, view, key, begunFrom);
    this.#output = new BuildOutput(
      {
        announce,
        show: ({ file, line, column }) => this.select(file, line, column),
        has: (file) => this.has(file),
        onCancel: () => this.#runner.cancel(),
      },
      signal,
    );
    this.#runner = new BuildRunner(lab.session, this.#output, () => this.#draw());
    const id = exercise ? `code-help-${exercise.name}` : "code-help";
    this.#editors = new FileEditors(
      {
        original,
        around,
        draft: this.#draft.files,
        Editor,
        describedBy: id,
        complete: async (file, offset) => (await this.completions?.(file, offset)) ?? [],
        onText: () => this.events.emit("input", null),
        onInput: () => this.#onInput(),
        onOpen: () => this.#onOpen(),
      },
      signal,
    );
    this.#actions = new CodeActions(
      {
        begunFrom,
        onRun: () => this.run(),
        onReset: () => this.reset(),
        onUndo: () => this.#onUndo(),
        onShare: () => this.#onShare(),
        onDownload: "main.go" in around ? () => this.#onDownload() : null,
      },
      signal,
    );
    this.#shareBox = new ShareBox(signal);
    this.#sharedLink = new SharedLink({
      lesson: lab.lesson,
      exercise: exercise?.name ?? "",
      original,
      notice: this.#notice,
      hasDraft: () => Object.keys(this.#draft.files).length > 0,
      show: (files) => this.setFiles(files),
      take: () => this.#takeShared(),
      leave: () => this.setFiles({ ...original, ...this.#draft.files }),
    });
    this.#build(id, title, signal);
  }

  /**
   * @param {string} id of the help
   * @param {string} title
   * @param {AbortSignal} signal
   */
  #build(id, title, signal) {
    const help = `${RUN_KEY} runs${this.#exercise ? ", with Shift it checks" : ""}. Tab indents. Escape, then Tab leaves the editor.`;
    this.element.append(
      h("h1", { class: "visually-hidden" }, `Code: ${title}`),
      this.#editors.tabs,
      this.#notice.element,
      this.#editors.element,
      this.#actions.element,
      h(
        "div",
        { class: "code-foot" },
        h("p", { id, class: "code-help", title: help }, help),
        this.#actions.more,
      ),
      this.#builders.element,
      this.#shareBox.element,
      this.#output.element,
    );
    onRunKey(
      { views: this.#lab.views, isShown: () => this.isShown, run: () => this.run() },
      signal,
    );
    this.#editors.openFirst();
    this.#draftNotices.show();
    this.#draw();
  }

  /** The row of actions, for further buttons. */
  get actions() {
    return this.#actions.element;
  }

  /** Whether the panel is in view. */
  get isShown() {
    return this.element.isConnected && !this.element.closest("[hidden]");
  }

  /** Whether the code is from a link, and not kept. */
  get isFromLink() {
    return this.#sharedLink.isShown;
  }

  /**
   * Builds the learner's version and runs it, or runs the lesson's where nothing is
   * changed. It takes the place of a build that runs.
   */
  async run() {
    if (!this.#exercise && !this.#isChanged) {
      this.#runner.replace();
      this.showProblems([]);
      this.#output.end("Nothing is changed: the lab runs the lesson's version.");
      await this.#lab.session.runLesson();
      this.showLab(this.#actions.run);
      return;
    }
    const adoptLines = this.lines.track();
    const { files } = this;
    const outcome = await this.build(async (module) => {
      this.#output.end("");
      adoptLines();
      await this.#lab.session.runVersion({ ...this.version, files, module });
    });
    if (outcome?.kind === "done") this.showLab(this.#actions.run);
  }

  /** What the lab's head says of the version, and to which exercise it belongs. */
  get version() {
    return ownVersion(this.#exercise?.name, this.isFromLink);
  }

  /**
   * Builds the learner's version, in place of a build that runs, and uses what came of it.
   * Problems are listed and marked.
   * @param {Use} use
   * @param {Files} [files] what is built, where that is not the text as it is now
   * @returns {Promise<BuildOutcome | null>} null where nothing can build now
   */
  async build(use, files = this.files) {
    const builder = this.#builders.current;
    if (!builder) {
      this.say(this.#builders.advice);
      return null;
    }
    const job = { files, exercise: this.#exercise ?? undefined };
    this.#lab.reportWork("building");
    const outcome = await this.#runner.run(builder, job, use);
    if (outcome.kind === "failed") {
      this.#lab.reportWork("failed", outcome.problems[0]?.message);
      this.showProblems(outcome.problems);
      this.#editors.reveal(outcome.problems);
    } else if (outcome.kind === "done") {
      this.showProblems([]);
      this.events.emit("built", null);
    } else if (outcome.kind === "unbuilt" && outcome.problem.canUseOtherTransport) {
      await this.#builders.onHostFailure();
      if (this.#builders.current !== builder) return this.build(use, files);
    }
    return outcome;
  }

  /**
   * Leads to the lab, where it is a view of its own.
   * @param {HTMLElement} from gets the focus back when the learner returns
   */
  showLab(from) {
    const { views } = this.#lab;
    if (this.isShown && views.oneColumn && !views.labOnly) views.goToLab(from);
  }

  /** All files of the program's package, as they are now. */
  get files() {
    return this.#editors.texts;
  }

  get filesState() {
    return this.#editors.state;
  }

  /** Name of the file that is shown, or of another tab. */
  get opened() {
    return this.#editors.opened;
  }

  /** The lines of the version that runs. */
  get lines() {
    return this.#editors.lines;
  }

  /** The lines of the text that was checked last. */
  get checkedLines() {
    return this.#editors.checked;
  }

  /** @param {Files} files replace those of the same name */
  setFiles(files) {
    this.#editors.set(files);
    this.showProblems([]);
    this.#output.end("");
    this.events.emit("input", null);
    this.#onInput();
  }

  /**
   * Replaces the text of a file, which can be undone.
   * @param {string} file
   * @param {string} text
   */
  setText(file, text) {
    this.#editors.setText(file, text);
  }

  /** Goes back to what the learner began from. What it replaces is kept. */
  reset() {
    const former = this.#editors.changed;
    if (Object.keys(former).length === 0) return;
    this.#draft.keepBeforeReset(former);
    this.setFiles(this.#original);
    this.#actions.focusUndo();
  }

  /** Swaps the draft and what the last reset has replaced, so that neither is lost. */
  #onUndo() {
    this.setFiles(this.#draft.swapWithReset(this.#editors.changed));
    if (this.#draft.outdated) this.#draftNotices.show();
    this.#actions.focusReset();
  }

  /** @param {string} text shown where the output of a build stands */
  say(text) {
    if (!this.#runner.building) this.#output.end(text);
  }

  /**
   * @param {string} text shown while a built version is checked, with a button that cancels it
   * @param {number | null} part how much is done, of 1; null: unknown
   */
  showProgress(text, part) {
    this.#output.show(text, part);
  }

  /**
   * Shows the code of a link, which is neither kept nor run before the learner says so.
   * @param {string} hash of the address
   */
  openLink(hash) {
    return this.#sharedLink.open(hash);
  }

  /**
   * Makes a version of the lesson's text the draft. A draft that it replaces is kept as by
   * a reset, and only replaced when the learner says so.
   * @param {string} label
   * @param {Files} files all of the program
   * @param {() => void} onShown called when the version is shown
   */
  openVersion(label, files, onShown) {
    this.#sharedLink.leave();
    this.#draftNotices.offerVersion(label, files, onShown);
  }

  /**
   * Shows in a tab, to read, how a version differs from the learner's.
   * @param {string} name of the tab
   * @param {Files} files
   */
  compareWith(name, files) {
    this.#editors.addComparison(name, files);
    this.#editors.open(name);
  }

  /**
   * Hides what the list of problems has as well.
   * @param {CodeProblem[]} problems
   */
  hideListed(problems) {
    this.#output.hideListed(problems);
  }

  #takeShared() {
    const { files } = this.#draft;
    if (Object.keys(files).length > 0) this.#draft.keepBeforeReset(files);
    else this.#draft.adoptOriginal();
    this.#draft.save(this.files);
    this.#draw();
  }

  async #onShare() {
    if (this.#isChanged)
      return this.#shareBox.show(await this.#sharedLink.linkTo(this.#editors.changed));
    const what = this.#exercise ? "exercise" : "lesson";
    this.#output.end(`Nothing is changed: share the ${what}'s own address.`);
  }

  #onDownload() {
    downloadProgram(this.#lab.session.lesson, this.files, this.#around);
  }

  /**
   * Opens a file at a place in the text as it is now.
   * @param {string} file
   * @param {number} line from 1
   * @param {number} [column] in bytes, from 1
   */
  select(file, line, column) {
    this.#editors.select(file, line, column);
  }

  /** Focuses the file that is open. */
  focus() {
    this.#editors.focus();
  }

  /** @param {string} file */
  has(file) {
    return this.#editors.has(file);
  }

  #onOpen() {
    this.#editors.setState(this.#stateText());
    this.events.emit("open", null);
  }

  #onInput() {
    this.#lab.reportWork("editing");
    this.#output.outdate();
    this.#shareBox.close();
    if (!this.isFromLink) {
      this.#draft.save(this.files);
      this.#draftNotices.closeOther();
    }
    this.#draw();
  }

  /** @param {Files} files the draft that another tab has stored */
  #onOther(files) {
    if (!this.isFromLink) this.#draftNotices.showOther({ ...this.#original, ...files });
  }

  /** @param {CodeProblem[]} problems all that the code has: earlier ones are no longer marked */
  showProblems(problems) {
    this.#editors.showProblems(problems);
  }

  get #isChanged() {
    return this.#editors.state.changed.length > 0;
  }

  #draw() {
    this.#editors.draw(this.#stateText());
    const canUndo = Object.keys(this.#draft.beforeReset).length > 0;
    const earlier = this.#draft.earlierCount;
    this.#actions.draw({ isChanged: this.#isChanged, canUndo, earlier });
  }

  #stateText() {
    return describeCode({
      isReadOnly: this.#editors.isReadOnly,
      isEmpty: this.#editors.isEmpty,
      isChanged: this.#isChanged,
      begunFrom: this.#exercise ? "exercise" : "lesson",
      isFromLink: this.isFromLink,
      isStored: this.#draft.stored,
      seconds: this.#runner.seconds,
    });
  }
}
