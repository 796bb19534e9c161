/**
 * @import { Files } from "../../transport/builder.js"
 * @import { CodeNotice } from "./code-notice.js"
 * @import { DraftKeeper } from "./draft-keeper.js"
 *
 * @typedef {object} DraftView shows a draft
 * @property {() => void} compare
 * @property {() => void} reset
 * @property {() => Files} files as they are now
 * @property {() => Files} changed those of them that differ from the lesson's
 * @property {(files: Files) => void} setFiles
 */

import { download } from "../timeline/download.js";

const OTHER_TAB = "other tab";

const DAMAGED = {
  draft: {
    what: "The draft in this browser",
    where: "What can be read is in the editor.",
  },
  reset: {
    what: "What the last reset replaced",
    where: "Undo reset brings back what can be read.",
  },
};

/** What a learner should know or decide about their draft. */
export class DraftNotices {
  #notice;
  #draft;
  #view;
  #name;
  #begunFrom;

  /**
   * @param {CodeNotice} notice
   * @param {DraftKeeper} draft
   * @param {DraftView} view
   * @param {string} name of the lesson or exercise
   * @param {"lesson" | "exercise"} begunFrom
   */
  constructor(notice, draft, view, name, begunFrom) {
    this.#notice = notice;
    this.#draft = draft;
    this.#view = view;
    this.#name = name.replaceAll("/", "-");
    this.#begunFrom = begunFrom;
  }

  /** Says what is amiss with the draft: damaged first, then of another version. */
  show() {
    if (this.#showDamaged("draft") || this.#showDamaged("reset")) return;
    if (this.#draft.outdated) this.#offerNewLesson();
  }

  /**
   * @param {"draft" | "reset"} which
   * @returns {boolean} whether that is damaged
   */
  #showDamaged(which) {
    const stored = this.#draft.damaged(which);
    if (stored === null) return false;
    const load = () => {
      download(`${this.#name}-${which}.txt`, "text/plain", stored);
      this.show(); // until the learner discards it
    };
    const discard = () => {
      this.#draft.discardDamaged(which);
      this.show();
    };
    const { what, where } = DAMAGED[which];
    this.#notice.show({
      text: `${what} is damaged, or has files that the ${this.#begunFrom} lacks. ${where} All of it is kept as a text file.`,
      choices: [
        ["Download it", load],
        ["Discard it", discard],
      ],
    });
    return true;
  }

  #offerNewLesson() {
    const take = () => {
      this.#adoptOriginal();
      this.#view.reset();
    };
    this.#notice.show({
      text: `The ${this.#begunFrom} has changed since you began your version.`,
      choices: [
        ["Compare", () => this.#view.compare()],
        ["Keep mine", () => this.#adoptOriginal()],
        [this.#begunFrom === "exercise" ? "Take the new starter" : "Take the lesson's", take],
      ],
    });
  }

  #adoptOriginal() {
    this.#draft.adoptOriginal();
    this.#draft.save(this.#view.files());
  }

  /**
   * Makes a version the draft. Where there is another draft, it asks first, and keeps that
   * one as a reset does.
   * @param {string} label
   * @param {Files} files all of the program
   * @param {() => void} onShown called when the version is shown
   */
  offerVersion(label, files, onShown) {
    const view = this.#view;
    const take = () => {
      if (hasFiles(view.changed())) this.#draft.keepBeforeReset(view.changed());
      else this.#draft.adoptOriginal();
      view.setFiles(files);
      onShown();
    };
    const isShown = Object.entries(view.files()).every(([name, text]) => files[name] === text);
    if (isShown) return onShown();
    if (!hasFiles(view.changed())) return take();
    this.#notice.show({
      text: `You have a draft. To edit “${label}”, replace it: Undo reset brings it back.`,
      choices: [
        ["Replace my draft", take],
        ["Keep mine", () => {}],
      ],
    });
  }

  /** @param {Files} theirs all files of the draft that another tab has stored */
  showOther(theirs) {
    const mine = this.#view.files();
    if (Object.entries(mine).every(([name, text]) => theirs[name] === text)) {
      this.closeOther();
      return;
    }
    this.#notice.show({
      about: OTHER_TAB,
      text: `Another tab has changed this ${this.#begunFrom}'s code. The browser keeps what is typed last.`,
      choices: [
        ["Take the other tab's", () => this.#view.setFiles(theirs)],
        ["Keep mine", () => this.#draft.save(this.#view.files())],
      ],
    });
  }

  /** Removes the notice of another tab: what is typed here is the last, and the other tab says so. */
  closeOther() {
    if (this.#notice.about === OTHER_TAB) this.#notice.close();
  }
}

/** @param {Files} files */
function hasFiles(files) {
  return Object.keys(files).length > 0;
}
