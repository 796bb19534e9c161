import { adoptFormerExercise, exerciseState } from "../../lab/exercise-progress.js";
import { progress } from "../../lab/progress.js";
import { LabElement } from "../base-element.js";
import { h } from "../dom.js";
import { formatDay } from "../format-day.js";

/** @import { ExerciseRecord } from "../../lab/progress-format.js" */

/**
 * `<exercise-card name data-lesson data-exercises>`: an exercise with its task and hints.
 *
 * Attributes: `name` and `data-lesson` name it, `data-former` is the name under which
 * older progress may be stored, `data-exercises` is the address of the lesson's
 * exercises. It sets `data-state` (new, begun or solved), and sends no events.
 * Content: `.exercise-facts`, to which it adds the state, `.exercise-task`, each hint as
 * `.exercise-hint`, and the link `.exercise-start`, whose text follows the state.
 */
export class ExerciseCard extends LabElement {
  /** @param {AbortSignal} signal */
  connected(signal) {
    const { lesson = "", former } = this.dataset;
    if (former) adoptFormerExercise(lesson, this.name, former);
    const draw = () => this.#draw(exerciseState(lesson, this.name));
    progress.on("change", draw, signal);
    addEventListener("storage", draw, { signal }); // a change in another tab
    draw();
  }

  get name() {
    return this.getAttribute("name") ?? "";
  }

  /** @param {ExerciseRecord} record */
  #draw(record) {
    const { state, text, action } = describe(record);
    this.dataset.state = state;
    this.querySelector(".exercise-state")?.remove();
    this.querySelector(".exercise-facts")?.append(h("span", { class: "exercise-state" }, text));
    const start = this.querySelector(".exercise-start");
    if (!start) return;
    start.textContent = action;
    start.classList.toggle("primary", state !== "solved");
  }
}

/** @param {ExerciseRecord} record */
function describe({ started, solved }) {
  if (solved !== null) {
    return { state: "solved", text: `Solved on ${formatDay(solved)}`, action: "Open again" };
  }
  if (started !== null) {
    return { state: "begun", text: `Begun on ${formatDay(started)}`, action: "Go on" };
  }
  return { state: "new", text: "Not begun", action: "Start" };
}

customElements.define("exercise-card", ExerciseCard);
