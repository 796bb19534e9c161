/** @import { LessonViews } from "../view-switch/lesson-views.js" */

import { button, icon } from "../dom.js";

/**
 * After a link to a line of source, a button behind the code leads back to the
 * learner's position in the lesson and restores the focus.
 */
export class BackButton {
  #views;
  #signal;
  /** @type {{ button: HTMLElement, line: Element } | null} */
  #current = null;

  /**
   * @param {LessonViews} views
   * @param {AbortSignal} signal
   */
  constructor(views, signal) {
    this.#views = views;
    this.#signal = signal;
  }

  /**
   * Adds the button. To be called before the page scrolls to the line. While the
   * line of the latest call is visible, the button still leads back to where the
   * learner was before that call.
   * @param {Element} line
   */
  offer(line) {
    const previous = this.#current;
    const stays = previous?.button.isConnected && isVisible(previous.line);
    const back = previous && stays ? previous.button : this.#create();
    if (!stays) previous?.button.remove();
    this.#current = { button: back, line };
    line.closest("figure")?.after(back);
  }

  #create() {
    const views = this.#views;
    const top = views.positionOf("lesson");
    const focused = document.activeElement;
    const view = views.viewOf(focused);
    const goBack = () => {
      back.remove();
      views.show(view);
      const scroll = () => views.setPosition("lesson", top);
      scroll();
      // Chromium adds the rest of a smooth scroll that is still in progress.
      requestAnimationFrame(scroll);
      if (focused instanceof HTMLElement && focused.isConnected)
        focused.focus({ preventScroll: true });
    };
    const attributes = { class: "button source-back" };
    const back = button("Back to where you were", attributes, goBack, this.#signal);
    back.prepend(icon("up"));
    return back;
  }
}

/** @param {Element} element */
function isVisible(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
