import { countSolved } from "../../lab/exercise-progress.js";
import { countDone, progress } from "../../lab/progress.js";
import { LabElement } from "../base-element.js";
import { h } from "../dom.js";

/**
 * `<lesson-progress>`: how many sections the learner has tried, and how many exercises
 * are solved.
 *
 * Attributes: `data-lesson`, `data-tries`, the ids of its Try its, and
 * `data-exercise-names` for one lesson. Without them it counts over all
 * `span[data-lesson]` inside. It sets `data-complete` when all are done, and sends no
 * events.
 */
export class LessonProgress extends LabElement {
  /** @param {AbortSignal} signal */
  connected(signal) {
    const draw = () => this.#draw();
    progress.on("change", draw, signal);
    addEventListener("storage", draw, { signal }); // a change in another tab
    draw();
  }

  #draw() {
    const lists = this.dataset.lesson ? [this] : [...this.querySelectorAll("span[data-lesson]")];
    const sections = { done: 0, all: 0 };
    const exercises = { done: 0, all: 0 };
    for (const list of lists) {
      const { dataset } = /** @type {HTMLElement} */ (list);
      const lesson = dataset.lesson ?? "";
      const ids = split(dataset.tries);
      sections.done += countDone(lesson, ids);
      sections.all += ids.length;
      const names = split(dataset.exerciseNames);
      exercises.done += countSolved(lesson, names);
      exercises.all += names.length;
    }
    for (const old of this.querySelectorAll("span:not([data-lesson])")) old.remove();
    this.append(...count(sections, "section", "sections"));
    if (sections.all > 0 && exercises.all > 0)
      this.append(h("span", { class: "visually-hidden" }, ", ")); // to be read
    this.append(...count(exercises, "exercise", "exercises"));
    const all = sections.all + exercises.all;
    const done = sections.done + exercises.done;
    this.toggleAttribute("data-complete", all > 0 && done === all);
    const short = `${done}/${all}`; // where there is no room for the words
    if (all > 0) this.append(h("span", { class: "progress-short", "aria-hidden": "true" }, short));
  }
}

/** @param {string | undefined} list */
function split(list = "") {
  return list.split(" ").filter((one) => one !== "");
}

/**
 * @param {{ done: number, all: number }} number
 * @param {string} one
 * @param {string} many
 * @returns {Element[]} none where there are none of them
 */
function count({ done, all }, one, many) {
  if (all === 0) return [];
  const text = `${done} of ${all} ${all === 1 ? one : many}`;
  return [h("span", { class: "progress-text" }, text)];
}

customElements.define("lesson-progress", LessonProgress);
