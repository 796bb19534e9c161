import { adoptFormerExercise } from "../../lab/exercise-progress.js";
import { courseStep } from "../../lab/next-step.js";
import { adoptFormerProgress, progress } from "../../lab/progress.js";
import { LabElement } from "../base-element.js";
import { h } from "../dom.js";

/** @import { CourseLesson, NextStep } from "../../lab/next-step.js" */

/**
 * `<course-step>`: a link to what the learner does next in the course. It follows the
 * learner's progress, marks the card of the lesson that the link leads to, and sends no
 * events.
 *
 * Content: the link, to where a newcomer begins, which it changes once something is done.
 */
export class CourseStep extends LabElement {
  /** @param {AbortSignal} signal */
  connected(signal) {
    const lessons = pageLessons();
    const draw = () => this.#draw(courseStep(lessons));
    progress.on("change", draw, signal);
    addEventListener("storage", draw, { signal }); // a change in another tab
    draw();
  }

  /** @param {NextStep | null} next */
  #draw(next) {
    const link = this.querySelector("a");
    if (!link || !next) return;
    link.textContent = describe(next);
    link.href = next.href;
    markCard(next.href);
  }
}

/** @param {NextStep} next */
function describe({ kind, title, isBegun }) {
  if (kind === "lesson") return isBegun ? `Go on: ${title}` : `Next lesson: ${title}`;
  return isBegun ? `Go on with the exercise: ${title}` : `Next exercise: ${title}`;
}

/**
 * Marks the card of the lesson in which the address lies, and no other.
 * @param {string} href
 */
function markCard(href) {
  document.querySelector(".card-here")?.remove();
  for (const title of document.querySelectorAll(".card-title")) {
    if (title.querySelector("a")?.getAttribute("href") === href.replace(/[?#].*/, ""))
      title.append(h("span", { class: "card-here" }, "You are here"));
  }
}

/**
 * @returns {CourseLesson[]} the lessons that have cards in the page. What is stored under
 *   former names is copied to those of today.
 */
function pageLessons() {
  return [...document.querySelectorAll("article.card")].map((card) => {
    const { dataset } = /** @type {HTMLElement} */ (card.querySelector("lesson-progress") ?? card);
    const { lesson = "", tries = "", exerciseNames = "" } = dataset;
    const link = card.querySelector(".card-title a");
    return {
      lesson,
      title: link?.textContent ?? "",
      href: link?.getAttribute("href") ?? "",
      tryIts: namesOfToday(tries, (id, former) => adoptFormerProgress(lesson, id, former)),
      exercises: namesOfToday(exerciseNames, (name, former) =>
        adoptFormerExercise(lesson, name, former),
      ).map((name) => exerciseOf(card, name)),
    };
  });
}

/**
 * @param {string} list names separated by spaces, each with a former one behind a bar
 * @param {(name: string, former: string) => void} adopt
 * @returns {string[]}
 */
function namesOfToday(list, adopt) {
  const all = list.split(" ").filter((one) => one !== "");
  return all.map((names) => {
    const [name = "", former] = names.split("|");
    if (former) adopt(name, former);
    return name;
  });
}

/**
 * @param {Element} card
 * @param {string} name
 */
function exerciseOf(card, name) {
  const link = /** @type {HTMLElement | null} */ (card.querySelector(`[data-exercise="${name}"]`));
  const href = link?.dataset.start ?? link?.getAttribute("href") ?? "";
  return { name, title: link?.textContent ?? "", href };
}

customElements.define("course-step", CourseStep);
