/** @import { Exercise } from "./exercises.js" */

import { button, h } from "../dom.js";

const LOW = matchMedia("(height < 56rem)");

/** The task of an exercise, with the hints that the learner has opened. It can be folded. */
export class ExerciseText {
  #hints;
  #opened = 0;
  #list = h("div", { class: "exercise-opened" });
  #end = h("div", { class: "exercise-end" });
  #solution;
  /** Folds and unfolds the text. */
  toggle;
  /** Opens the next hint; empty where there is none. */
  hint;
  element;

  /**
   * @param {Exercise} exercise
   * @param {() => void} onSolution shows the solution
   * @param {AbortSignal} signal
   */
  constructor({ name, task, hints }, onSolution, signal) {
    this.#hints = hints;
    const id = `exercise-text-${name}`;
    this.toggle = button(
      "Task",
      { class: "exercise-link", "aria-controls": id },
      () => this.#onToggle(),
      signal,
    );
    this.hint = button(
      "",
      { class: "exercise-link", "aria-controls": id },
      () => this.#openHint(),
      signal,
    );
    this.#solution = button(
      "Look at the solution",
      { class: "exercise-link", hidden: true },
      onSolution,
      signal,
    );
    this.#end.append(this.#solution);
    this.element = h(
      "section",
      { id, class: "exercise-text", "aria-label": "Task", tabindex: 0 },
      ...task,
      this.#list,
      this.#end,
    );
    this.#draw();
  }

  /** Offers the solution. */
  offerSolution() {
    this.#solution.hidden = false;
    this.#draw();
  }

  /** Hides the text where the window is too low for it and the results of a check. */
  makeRoom() {
    if (!LOW.matches) return;
    this.element.hidden = true;
    this.#draw();
  }

  #onToggle() {
    this.element.hidden = !this.element.hidden;
    this.#draw();
  }

  #openHint() {
    this.element.hidden = false;
    if (this.#opened < this.#hints.length) this.#list.append(this.#hintElement(this.#opened++));
    this.#draw();
    const last = this.#list.lastElementChild;
    if (!(last instanceof HTMLElement)) return;
    last.scrollIntoView({ block: "nearest" });
    last.focus({ preventScroll: true });
  }

  /** @param {number} at */
  #hintElement(at) {
    const title = h("h2", {}, `Hint ${at + 1} of ${this.#hints.length}`);
    return h(
      "section",
      { class: "exercise-hint-open", tabindex: -1 },
      title,
      ...(this.#hints[at] ?? []),
    );
  }

  #draw() {
    const { length } = this.#hints;
    const isLeft = this.#opened < length;
    this.toggle.setAttribute("aria-expanded", String(!this.element.hidden));
    this.hint.textContent = isLeft ? `Hint ${this.#opened + 1} of ${length}` : "";
    this.hint.hidden = !isLeft;
    this.#end.hidden = this.#solution.hidden;
  }
}
