/** @import { Exercise } from "./exercises.js" */

import { button, h, icon } from "../dom.js";

/**
 * What stands above the code of an exercise: which it is, and the way back to the lesson's own
 * code.
 * @param {Exercise} exercise
 * @param {{ solved: HTMLElement, onLeave: () => void }} options
 * @param {AbortSignal} signal
 * @returns {HTMLElement}
 */
export function exerciseBar({ title, number, count }, { solved, onLeave }, signal) {
  const label = "Leave the exercise: the lesson's own code";
  const leave = button(
    "",
    { class: "exercise-leave", "aria-label": label, title: label },
    onLeave,
    signal,
  );
  leave.append(icon("close"));
  const which = number > 0 ? `Exercise ${number} of ${count} · ` : "Exercise · ";
  return h(
    "div",
    { class: "exercise-bar", role: "group", "aria-label": "Exercise" },
    h("p", { class: "exercise-which", title: which + title }, which, h("strong", {}, title)),
    solved,
    leave,
  );
}
