import { h } from "../dom.js";

/**
 * The strip below the bar with the notices for a learner. It takes room of the page instead
 * of covering it: what sticks below the bar, or fills the rest of the window, goes by the
 * property --bar-height, which has the strip's height added.
 */
export class NoticeStrip {
  element = h("aside", { class: "class-notices", "aria-label": "From your instructor" });
  #size = new ResizeObserver(() => this.#measure());

  /** @param {AbortSignal} signal */
  constructor(signal) {
    const end = () => {
      this.#size.disconnect();
      this.element.remove();
      this.#measure();
    };
    signal.addEventListener("abort", end, { once: true });
    this.#size.observe(this.element);
  }

  /** @param {HTMLElement} notice the newest, which comes first */
  add(notice) {
    this.element.prepend(notice);
    this.element.scrollTop = 0;
  }

  /** Shows the strip while it has a notice. */
  draw() {
    const isNeeded = [...this.element.children].some((notice) => !notice.hasAttribute("hidden"));
    if (!isNeeded) this.element.remove();
    else if (!this.element.isConnected) {
      const bar = document.querySelector(".bar");
      if (bar) bar.after(this.element);
      else document.body.prepend(this.element);
    }
    this.#measure();
  }

  #measure() {
    const { style } = document.documentElement;
    const height = this.element.isConnected ? this.element.offsetHeight : 0;
    if (height === 0) style.removeProperty("--bar-height");
    else style.setProperty("--bar-height", `calc(var(--bar-row) + ${height}px)`);
  }
}
