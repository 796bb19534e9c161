import { loadGuess, loadJudgement, saveGuess, saveJudgement } from "../../lab/progress.js";
import { button, h } from "../dom.js";
import { choiceText, makeChoices } from "./choices.js";

const JUDGEMENTS = { yes: "Yes", partly: "Partly", no: "No" };

/**
 * The learner's guess, chosen or in their own words, and, after the run, the lesson's answer with the question
 * whether the guess was right. The learner's judgement is stored in this browser
 * only.
 */
export class Guess {
  #lesson;
  #id;
  #answer;
  /** The box for the learner's own words; null where they choose. */
  element;
  #judgement;

  /**
   * @param {HTMLDetailsElement | null} answer is hidden until reveal
   * @param {HTMLElement | null} choices null for a question to be answered in one's own words
   * @param {string} lesson
   * @param {string} id of the Try it
   * @param {AbortSignal} signal
   */
  constructor(answer, choices, lesson, id, signal) {
    this.#answer = answer;
    this.#lesson = lesson;
    this.#id = id;
    const guess = loadGuess(lesson, id);
    this.#judgement = this.#createJudgement(signal);
    const take = (/** @type {string} */ text) => this.#take(text);
    // A guess in the learner's own words stays: the question may have had no choices then.
    if (choices && (guess.trim() === "" || [...choices.children].map(choiceText).includes(guess))) {
      makeChoices(choices, `guess-${id}`, guess, take, signal);
      this.element = null;
    } else this.element = createBox(guess, take, signal);
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

  /** @param {string} text */
  #take(text) {
    saveGuess(this.#lesson, this.#id, text);
    // A judgement is about the guess as it was.
    if (loadJudgement(this.#lesson, this.#id)) saveJudgement(this.#lesson, this.#id, "");
    this.#draw();
  }

  #draw() {
    this.#judgement.hidden = loadGuess(this.#lesson, this.#id).trim() === "";
    const current = loadJudgement(this.#lesson, this.#id);
    for (const choice of this.#judgement.querySelectorAll("button"))
      choice.setAttribute("aria-pressed", String(choice.value === current));
  }
}

/**
 * @param {string} guess
 * @param {(text: string) => void} take
 * @param {AbortSignal} signal
 */
function createBox(guess, take, signal) {
  const text = h("textarea", { rows: "1", placeholder: "What do you think?" });
  text.value = guess;
  text.addEventListener("input", () => take(text.value), { signal });
  return h("div", { class: "try-guess" }, h("label", {}, h("span", {}, "Your guess"), text));
}
