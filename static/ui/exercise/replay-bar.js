/**
 * @import { Mode } from "../script-run/playback.js"
 * @import { LessonViews } from "../view-switch/lesson-views.js"
 */

import { button, h } from "../dom.js";

/**
 * What is said of a replay in the lab, where the lab is a view of its own: the report, which
 * says it as well, is not to be seen there. The styles hide it elsewhere.
 */
export class ReplayBar {
  #views;
  #status = h("p", { class: "replay-status", role: "status" });
  #next;
  #stop;
  #back;
  #element;

  /**
   * @param {Pick<LessonViews, "lab" | "goBack">} views
   * @param {object} options
   * @param {() => void} options.next plays the step that waits
   * @param {() => void} options.stop ends the replay
   * @param {AbortSignal} signal
   */
  constructor(views, { next, stop }, signal) {
    this.#views = views;
    const small = { class: "button small" };
    this.#next = button("Next step", small, next, signal);
    this.#stop = button("Stop", small, stop, signal);
    this.#back = button("Back to the results", small, () => this.#goBack(), signal);
    this.#element = h(
      "div",
      { class: "replay-bar", role: "group", "aria-label": "Replay" },
      this.#status,
      this.#next,
      this.#stop,
      this.#back,
    );
    signal.addEventListener("abort", () => this.#element.remove(), { once: true });
  }

  /** @param {string} text */
  showStatus(text) {
    this.#status.textContent = text;
  }

  /**
   * Shows whether a replay runs. What it has said last stays until close.
   * @param {Mode | null} mode null: it has ended
   */
  showReplay(mode) {
    const focused = document.activeElement;
    if (mode !== null && !this.#element.isConnected) this.#views.lab.append(this.#element);
    this.#next.hidden = mode !== "stepwise";
    this.#stop.hidden = mode === null;
    this.#back.hidden = mode !== null;
    const isLost = focused instanceof HTMLElement && focused.hidden;
    if (!isLost || !this.#element.contains(focused)) return;
    const target = mode === "stepwise" ? this.#next : mode === null ? this.#back : this.#stop;
    target.focus({ preventScroll: true });
  }

  close() {
    this.#element.remove();
  }

  #goBack() {
    this.close();
    this.#views.goBack();
  }
}
