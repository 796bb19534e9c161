/**
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { LessonViews } from "./lesson-views.js"
 */

import { LabElement } from "../base-element.js";
import { requestContext } from "../context.js";
import { button, h, icon } from "../dom.js";
import { LESSON_LAB } from "../lesson-lab.js";

/** @typedef {"lesson" | "code" | "lab"} Choice a view, or a part of one */

const LABELS = /** @type {const} */ ({ lesson: "Lesson", code: "Code", lab: "Lab" });
const ICONS = /** @type {const} */ ({ lesson: "up", code: "code", lab: "play" });

/**
 * `<view-switch>`: chooses between lesson, code and lab where the page has one column;
 * the styles hide it elsewhere. It also puts a heading and “Back to the lesson”
 * into the lab. It has no attributes and sends no events; it takes the LessonLab
 * of its page.
 */
export class ViewSwitch extends LabElement {
  /** @param {AbortSignal} signal */
  connected(signal) {
    const lab = requestContext(this, LESSON_LAB);
    if (!lab) return;
    const { views, parts } = lab;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", parts ? "Lesson, code or lab" : "Lesson or lab");
    const choices = /** @type {Choice[]} */ (parts ? ["lesson", "code", "lab"] : ["lesson", "lab"]);
    const choose = (/** @type {Choice} */ choice) => {
      views.show(choice === "lab" ? "lab" : "lesson");
      if (choice !== "lab") parts?.show(choice);
    };
    const buttons = choices.map((choice) => viewButton(choice, () => choose(choice), signal));
    this.replaceChildren(...buttons);
    const title = addLabHeading(views, signal);
    const draw = () => {
      title.hidden = !views.labOnly;
      const current = views.view === "lab" ? "lab" : (parts?.current ?? "lesson");
      for (const [i, element] of buttons.entries())
        element.setAttribute("aria-pressed", String(choices[i] === current));
    };
    views.events.on("change", draw, signal);
    parts?.events.on("change", draw, signal);
    draw();
    views.restore();
  }
}

/**
 * @param {Choice} choice
 * @param {() => void} onClick
 * @param {AbortSignal} signal
 */
function viewButton(choice, onClick, signal) {
  const element = button(LABELS[choice], { class: "view-button" }, onClick, signal);
  element.prepend(icon(ICONS[choice]));
  return element;
}

/**
 * Adds the page's heading, for while the lesson's own is hidden, and a button
 * that leads back to the lesson.
 * @param {LessonViews} views
 * @param {AbortSignal} signal
 */
function addLabHeading(views, signal) {
  const back = button("Back to the lesson", { class: "lab-back" }, () => views.goBack(), signal);
  const title = h("h1", { class: "visually-hidden" }, `Lab: ${views.lessonTitle}`);
  views.lab.prepend(back, title);
  const remove = () => {
    back.remove();
    title.remove();
  };
  signal.addEventListener("abort", remove, { once: true });
  return title;
}

customElements.define("view-switch", ViewSwitch);
