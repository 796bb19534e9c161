// How many sections were tried: of one lesson, or of all that are listed inside.

import { doneOf, progress } from "../../lab/memory.js";
import { h } from "../dom.js";
import { Piece } from "../piece.js";

export class LessonProgress extends Piece {
  /** @param {AbortSignal} signal */
  mount(signal) {
    const draw = () => this.#draw();
    progress.on("change", draw, signal);
    addEventListener("storage", draw, { signal }); // another tab did something
    draw();
  }

  #draw() {
    const lists = this.dataset.lesson ? [this] : [...this.querySelectorAll("span[data-lesson]")];
    let [done, all] = [0, 0];
    for (const list of lists) {
      const { lesson = "", tries = "" } = /** @type {HTMLElement} */ (list).dataset;
      const ids = tries.split(" ").filter((id) => id !== "");
      done += doneOf(lesson, ids);
      all += ids.length;
    }
    const text = `${done} of ${all} ${all === 1 ? "section" : "sections"}`;
    this.querySelector(".progress-text")?.remove();
    this.append(h("span", { class: "progress-text" }, text));
    this.toggleAttribute("data-complete", all > 0 && done === all);
  }
}

customElements.define("lesson-progress", LessonProgress);
