/** @import { Exercise } from "./exercises.js" */

import { button, h, icon } from "../dom.js";

const HIGH = matchMedia("(height >= 80rem)");

/**
 * The task of an exercise, with the hints that the learner has opened. It folds to one line,
 * which has its beginning.
 */
export class ExerciseText {
  #hints;
  #onChange;
  #opened = 0;
  #list = h("div", { class: "exercise-opened" });
  #body;
  #preview;
  #toggle;
  #hint;
  #solution;
  element;

  /**
   * @param {Pick<Exercise, "name" | "task" | "hints" | "former">} exercise
   * @param {object} options
   * @param {() => void} options.onSolution shows the solution
   * @param {(() => void) | null} options.onFormer begins from the learner's answer to the
   *   exercise before; null where there is none
   * @param {() => void} options.onChange called after the learner has opened a hint, or has
   *   folded or unfolded the task
   * @param {AbortSignal} signal
   */
  constructor({ name, task, hints, former }, { onSolution, onFormer, onChange }, signal) {
    this.#hints = hints;
    this.#onChange = onChange;
    const id = `exercise-text-${name}`;
    this.#toggle = button(
      "",
      { class: "exercise-toggle", "aria-controls": id },
      () => this.#onToggle(),
      signal,
    );
    this.#preview = h("span", { class: "exercise-preview" }, beginning(task));
    this.#toggle.append(icon("fold"), h("strong", {}, "Task"), " ", this.#preview);
    const link = { class: "exercise-link", "aria-controls": id };
    this.#hint = button("", link, () => this.#openHint(), signal);
    this.#solution = button(
      "Look at the solution",
      { class: "exercise-link", hidden: true },
      onSolution,
      signal,
    );
    this.#body = h(
      "div",
      { id, class: "exercise-body", role: "group", "aria-label": "Text of the task", tabindex: 0 },
      ...(onFormer ? [formerLine(former?.title ?? "", onFormer, signal)] : []),
      ...task,
      this.#list,
    );
    this.element = h(
      "section",
      { class: "exercise-text", "aria-label": "Task" },
      h("div", { class: "exercise-fold" }, this.#toggle, this.#hint, this.#solution),
      this.#body,
    );
    this.#draw();
  }

  /** How many hints are open. */
  get opened() {
    return this.#opened;
  }

  /** Whether the text is folded. */
  get folded() {
    return this.#body.hidden !== false;
  }

  /**
   * Shows what the learner saw before a reload.
   * @param {{ opened: number, folded: boolean }} state
   */
  restore({ opened, folded }) {
    while (this.#opened < Math.min(opened, this.#hints.length)) this.#addHint();
    this.#body.hidden = folded;
    this.#draw();
  }

  /** Offers the solution. */
  offerSolution() {
    this.#solution.hidden = false;
  }

  /** Folds the text, unless the window is high enough for it and the results of a check. */
  makeRoom() {
    if (HIGH.matches) return;
    this.#body.hidden = true;
    this.#draw();
  }

  #onToggle() {
    this.#body.hidden = !this.#body.hidden;
    this.#draw();
    this.#onChange();
  }

  #openHint() {
    this.#body.hidden = false;
    if (this.#opened < this.#hints.length) this.#addHint();
    this.#draw();
    const last = this.#list.lastElementChild;
    if (!(last instanceof HTMLElement)) return;
    last.scrollIntoView({ block: "nearest" });
    last.focus({ preventScroll: true });
    this.#onChange();
  }

  #addHint() {
    const at = this.#opened++;
    const title = h("h2", {}, `Hint ${at + 1} of ${this.#hints.length}`);
    this.#list.append(
      h(
        "section",
        { class: "exercise-hint-open", tabindex: -1 },
        title,
        ...(this.#hints[at] ?? []),
      ),
    );
  }

  #draw() {
    const { length } = this.#hints;
    const isLeft = this.#opened < length;
    this.#toggle.setAttribute("aria-expanded", String(!this.folded));
    this.#preview.hidden = !this.folded;
    this.#hint.textContent = isLeft ? `Hint ${this.#opened + 1} of ${length}` : "";
    this.#hint.hidden = !isLeft;
  }
}

/**
 * @param {string} title of the exercise before
 * @param {() => void} onFormer
 * @param {AbortSignal} signal
 */
function formerLine(title, onFormer, signal) {
  const label = `Start from my answer to “${title}”`;
  return h("p", {}, button(label, { class: "exercise-link" }, onFormer, signal));
}

/**
 * @param {Node[]} task
 * @returns {string} its first paragraph
 */
function beginning(task) {
  const first = task.find((node) => node.textContent?.trim());
  return first?.textContent?.trim() ?? "";
}
