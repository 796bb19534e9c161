import { button, h, icon } from "../dom.js";

/** The row of actions below the editor: Run, Reset and its undo; and more, which is rarer. */
export class CodeActions {
  #reset;
  #undo;
  /** The button that runs the code; focused again when a learner returns from the lab. */
  run;
  element;
  /** Share and Download. */
  more = h("div", { class: "code-more-actions" });

  /**
   * @param {object} options
   * @param {"lesson" | "exercise"} options.begunFrom
   * @param {() => void} options.onRun
   * @param {() => void} options.onReset
   * @param {() => void} options.onUndo
   * @param {() => void} options.onShare
   * @param {(() => void) | null} options.onDownload null where there is no whole program
   * @param {AbortSignal} signal
   */
  constructor({ begunFrom, onRun, onReset, onUndo, onShare, onDownload }, signal) {
    this.run = button("Run", { class: "button primary" }, onRun, signal);
    this.run.prepend(icon("play"));
    this.run.append(h("kbd", {}, RUN_KEY));
    this.#reset = button("Reset", { class: "button" }, onReset, signal);
    const original = begunFrom === "exercise" ? "starter" : "lesson's version";
    this.#reset.title = `Back to the ${original}`;
    this.#undo = button("Undo reset", { class: "button" }, onUndo, signal);
    this.more.append(button("Share", { class: "code-more" }, onShare, signal));
    if (onDownload)
      this.more.append(button("Download", { class: "code-more" }, onDownload, signal));
    this.element = h("div", { class: "code-actions" }, this.run, this.#reset, this.#undo);
  }

  /**
   * @param {{ isChanged: boolean, canUndo: boolean, earlier: number }} state earlier: how many
   *   drafts are kept beside the one that the undo brings back
   */
  draw({ isChanged, canUndo, earlier }) {
    this.#reset.hidden = canUndo && !isChanged;
    this.#reset.setAttribute("aria-disabled", String(!isChanged)); // it keeps the focus
    this.#undo.hidden = !canUndo;
    const more = earlier > 0 ? `; again: to what was replaced before, ${earlier} more` : "";
    this.#undo.title = `Back to what the last reset replaced${more}`;
  }

  focusUndo() {
    this.#undo.focus();
  }

  focusReset() {
    this.#reset.focus();
  }
}

/** The key that runs the code, for the help. */
export const RUN_KEY = isApple() ? "⌘ ⏎" : "Ctrl ⏎";

function isApple() {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}
