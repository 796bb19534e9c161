import { button, h } from "../dom.js";

/**
 * @typedef {object} Notice
 * @property {string} text
 * @property {string} [about] what it is about, to close it
 * @property {[label: string, act: () => void][]} choices what a learner can do; each closes it
 */

/** What the learner should know or decide about the code above the editor, one at a time. */
export class CodeNotice {
  #signal;
  #announce;
  /** What the notice that is shown is about; empty for nothing named. */
  about = "";
  element = h("div", { class: "code-notice", role: "group", "aria-label": "Notice", hidden: true });

  /**
   * @param {(text: string) => void} announce
   * @param {AbortSignal} signal
   */
  constructor(announce, signal) {
    this.#announce = announce;
    this.#signal = signal;
  }

  /** @param {Notice} notice */
  show({ text, choices, about = "" }) {
    this.about = about;
    const buttons = choices.map(([label, act]) => {
      const choose = () => {
        this.close();
        act();
      };
      return button(label, { class: "button small" }, choose, this.#signal);
    });
    this.element.replaceChildren(h("p", {}, text), ...buttons);
    this.element.hidden = false;
    this.#announce(text);
  }

  close() {
    this.about = "";
    this.element.hidden = true;
    this.element.replaceChildren();
  }
}
