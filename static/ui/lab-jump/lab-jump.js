// On a phone the lab follows the lesson: one button, always there, goes from
// one to the other and back to where the reader was.

import { button, icon } from "../dom.js";
import { Piece } from "../piece.js";

export class LabJump extends Piece {
  #readAt = 0;

  /** @param {AbortSignal} signal */
  mount(signal) {
    const lab = document.getElementById("lab");
    if (!lab) return;
    const jump = button("", { class: "button jump" }, () => this.#jump(lab), signal);
    this.replaceChildren(jump);
    const observer = new IntersectionObserver(
      ([entry]) => this.#draw(jump, entry?.isIntersecting ?? false),
      { rootMargin: "-30% 0px -30% 0px" },
    );
    observer.observe(lab);
    signal.addEventListener("abort", () => observer.disconnect(), { once: true });
    this.#draw(jump, false);
  }

  /**
   * @param {HTMLButtonElement} jump
   * @param {boolean} atLab
   */
  #draw(jump, atLab) {
    this.toggleAttribute("data-at-lab", atLab);
    jump.replaceChildren(icon(atLab ? "up" : "down"), atLab ? "Lesson" : "Lab");
  }

  /** @param {HTMLElement} lab */
  #jump(lab) {
    if (!this.hasAttribute("data-at-lab")) return this.toLab(lab);
    scrollTo({ top: this.#readAt });
    document.getElementById("main")?.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} lab */
  toLab(lab) {
    if (!this.hasAttribute("data-at-lab")) this.#readAt = scrollY;
    lab.scrollIntoView({ block: "start" });
    lab.focus({ preventScroll: true });
  }
}

/** Where lesson and lab are one column, shows the lab. */
export function showLabOnPhone() {
  const lab = document.getElementById("lab");
  const lesson = document.getElementById("lesson");
  const jump = document.querySelector("lab-jump");
  if (!lab || !lesson || !(jump instanceof LabJump)) return;
  const oneColumn = lab.getBoundingClientRect().left < lesson.getBoundingClientRect().right;
  if (oneColumn) jump.toLab(lab);
}

customElements.define("lab-jump", LabJump);
