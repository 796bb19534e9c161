import { LabElement } from "../base-element.js";
import { requestContext } from "../context.js";
import { LESSON_LAB } from "../lesson-lab.js";
import { ScriptPanel } from "./script-panel.js";

/**
 * `<lab-script hidden>`: a panel at the top of the lab in which a learner writes a
 * script and runs it. It takes the LessonLab of its page and opens at its event
 * "edit". `data-state` is the state of the latest run: running, done, failed or
 * stopped. It sends no events.
 */
export class LabScript extends LabElement {
  /** @param {AbortSignal} signal */
  connected(signal) {
    const lab = requestContext(this, LESSON_LAB);
    if (!lab) return;
    const panel = new ScriptPanel(this, lab, signal);
    lab.events.on("edit", (script) => panel.open(script), signal);
  }
}

customElements.define("lab-script", LabScript);
