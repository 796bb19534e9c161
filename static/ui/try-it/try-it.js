import { takeFaults } from "../../conversation/faults.js";
import { adoptFormerProgress } from "../../lab/progress.js";
import { LabElement } from "../base-element.js";
import { requestContext } from "../context.js";
import { LESSON_LAB } from "../lesson-lab.js";
import { TryItView } from "./try-it-view.js";

/**
 * `<try-it id data-title>`: a script with a question, a box for the learner's guess,
 * and a button that plays the script in the lab.
 *
 * Attributes: `id` names it in what the browser stores, `data-former-id` is the id
 * under which older progress may be stored, `data-title` is the button's text. It
 * sets `data-state` (running, done, fault, failed or stopped) and, once the script has
 * succeeded, `data-done`. The state of a run that shows the fault of a naive version is
 * "fault". It takes the LessonLab of its page and sends no events.
 * Content: `.try-steps` with the script, and `.try-question` and `.try-answer` where
 * there is a question.
 */
export class TryIt extends LabElement {
  /** @type {ReturnType<typeof takeFaults> | null} null before it is first connected */
  #script = null;

  /** @param {AbortSignal} signal */
  connected(signal) {
    const lab = requestContext(this, LESSON_LAB);
    const steps = /** @type {HTMLElement | null} */ (this.querySelector(".try-steps"));
    const code = steps?.querySelector("code");
    if (!lab || !steps || !code) return;
    const { formerId } = this.dataset;
    if (formerId) adoptFormerProgress(lab.lesson, this.id, formerId);
    this.#script ??= takeFaults(code.textContent ?? "");
    new TryItView({ host: this, steps, code, lab, ...this.#script }, signal);
  }
}

customElements.define("try-it", TryIt);
