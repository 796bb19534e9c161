import { loadGuess, loadJudgement, saveGuess, saveJudgement } from "../../lab/progress.js";
import { button, h } from "../dom.js";

const JUDGEMENTS = { yes: "Yes", partly: "Partly", no: "No" };

/**
 * The learner's guess and, after the run, the lesson's answer with the question
 * whether the guess was right. The learner's judgement is stored in this browser
 * only.
 */
export class Guess {
  #lesson;
  #id;
  #answer;
  #text = h("textarea", { rows: "1", placeholder: "What do you think?" });
  element = h(
    "div",
    { class: "try-guess" },
    h("label", {}, h("span", {}, "Your guess"), this.#text),
  );
  #judgement;

  /**
   * @param {HTMLDetailsElement | null} answer is hidden until reveal
   * @param {string} lesson
   * @param {string} id of the Try it
   * @param {AbortSignal} signal
   */
  constructor(answer, lesson, id, signal) {
    this.#answer = answer;
    this.#lesson = lesson;
    this.#id = id;
    this.#text.value = loadGuess(lesson, id);
    this.#judgement = this.#createJudgement(signal);
    this.#text.addEventListener("input", () => this.#onInput(), { signal });
    for (const old of answer?.querySelectorAll(".try-judge") ?? []) old.remove();
    answer?.append(this.#judgement);
    if (answer) answer.hidden = true;
    this.#draw();
  }

  /** @param {boolean} open whether the answer is unfolded */
  reveal(open) {
    if (!this.#answer) return;
    this.#answer.hidden = false;
    this.#answer.open = open;
    this.#draw();
  }

  /** @param {AbortSignal} signal */
  #createJudgement(signal) {
    const question = "Were you right?";
    const attributes = { class: "try-judge", role: "group", "aria-label": question };
    const choices = Object.entries(JUDGEMENTS).map(([value, label]) => {
      const choose = () => {
        saveJudgement(this.#lesson, this.#id, value);
        this.#draw();
      };
      return button(label, { class: "try-right", value }, choose, signal);
    });
    return h("div", attributes, question, ...choices);
  }

  #onInput() {
    saveGuess(this.#lesson, this.#id, this.#text.value);
    // A judgement is about the guess as it was.
    if (loadJudgement(this.#lesson, this.#id)) saveJudgement(this.#lesson, this.#id, "");
    this.#draw();
  }

  #draw() {
    this.#judgement.hidden = this.#text.value.trim() === "";
    const current = loadJudgement(this.#lesson, this.#id);
    for (const choice of this.#judgement.querySelectorAll("button"))
      choice.setAttribute("aria-pressed", String(choice.value === current));
  }
}
