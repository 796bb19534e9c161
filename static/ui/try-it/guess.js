// The learner's guess, and after the run what happened beside it: one sentence,
// and the question whether the guess was right. The learner judges it; the
// judgement stays in this browser and is counted nowhere.

import { guessFor, judgementOf, keepGuess, keepJudgement } from "../../lab/memory.js";
import { button, h } from "../dom.js";

const JUDGEMENTS = { yes: "Yes", partly: "Partly", no: "No" };

export class Guess {
  element;
  #answer;
  #box = h("textarea", { rows: "1", placeholder: "What do you think?" });
  #judge;
  #lesson;
  #id;

  /**
   * @param {HTMLDetailsElement | null} answer what the lesson says of the run
   * @param {string} lesson
   * @param {string} id of the Try it
   * @param {AbortSignal} signal
   */
  constructor(answer, lesson, id, signal) {
    this.#answer = answer;
    this.#lesson = lesson;
    this.#id = id;
    this.#box.value = guessFor(lesson, id);
    this.#judge = this.#judgement(signal);
    const typed = () => {
      keepGuess(lesson, id, this.#box.value);
      // A judgement is about the guess as it was.
      if (judgementOf(lesson, id)) keepJudgement(lesson, id, "");
      this.#draw();
    };
    this.#box.addEventListener("input", typed, { signal });
    this.element = h("div", { class: "try-guess" });
    this.element.append(h("label", {}, h("span", {}, "Your guess"), this.#box));
    for (const old of answer?.querySelectorAll(".try-judge") ?? []) old.remove();
    answer?.append(this.#judge);
    this.conceal();
  }

  /** Hides the answer: the run has yet to show it. */
  conceal() {
    if (this.#answer) this.#answer.hidden = true;
    this.#draw();
  }

  /** @param {boolean} unfolded whether it is to be read now */
  reveal(unfolded) {
    if (!this.#answer) return;
    this.#answer.hidden = false;
    this.#answer.open = unfolded;
    this.#draw();
  }

  /** @param {AbortSignal} signal */
  #judgement(signal) {
    const group = h("div", { class: "try-judge", role: "group" }, "Were you right?");
    group.setAttribute("aria-label", "Were you right?");
    for (const [value, label] of Object.entries(JUDGEMENTS)) {
      const choose = () => {
        keepJudgement(this.#lesson, this.#id, value);
        this.#draw();
      };
      group.append(button(label, { class: "try-right", value }, choose, signal));
    }
    return group;
  }

  #draw() {
    this.#judge.hidden = this.#box.value.trim() === "";
    const judged = judgementOf(this.#lesson, this.#id);
    for (const choice of this.#judge.querySelectorAll("button"))
      choice.setAttribute("aria-pressed", String(choice.value === judged));
  }
}
