import { nextStep } from "../../lab/next-step.js";
import { progress } from "../../lab/progress.js";
import { LabElement } from "../base-element.js";
import { h } from "../dom.js";

/** @import { LessonSteps } from "../../lab/next-step.js" */

/**
 * `<next-step>`: a link to what the learner does next. It follows the learner's progress.
 *
 * Attribute: `data-after` is the name of the exercise that the learner has just done. It
 * sends no events.
 */
export class NextStep extends LabElement {
  /** @param {AbortSignal} signal */
  connected(signal) {
    const draw = () => this.#draw();
    progress.on("change", draw, signal);
    addEventListener("storage", draw, { signal }); // a change in another tab
    draw();
  }

  #draw() {
    const steps = pageSteps();
    const next = nextStep(steps, this.dataset.after);
    const link = next && h("a", { href: next.href }, next.title);
    if (next?.kind === "exercise") {
      this.replaceChildren("Go on with the exercise ", link ?? "");
      return;
    }
    const solved = "All exercises of this lesson are solved.";
    this.replaceChildren(solved, ...(link ? [" Go on with the lesson ", link] : []));
  }
}

/** @returns {LessonSteps} what the lesson of this page leads on to */
export function pageSteps() {
  const cards = [...document.querySelectorAll("exercise-card")];
  const next = document.querySelector(".pager-next");
  return {
    lesson: document.getElementById("lesson")?.dataset.lesson ?? "",
    exercises: cards.map((card) => ({
      name: card.getAttribute("name") ?? "",
      title: card.querySelector("h3")?.textContent ?? "",
      href: card.querySelector(".exercise-start")?.getAttribute("href") ?? "",
    })),
    nextLesson: next && {
      title: next.querySelector(".pager-title")?.textContent ?? "",
      href: next.getAttribute("href") ?? "",
    },
  };
}

customElements.define("next-step", NextStep);
