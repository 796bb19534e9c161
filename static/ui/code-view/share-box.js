import { copyButton } from "../copy-button/copy-button.js";
import { h } from "../dom.js";

/** A link to share, with a button that copies it. */
export class ShareBox {
  #signal;
  element = h("div", { class: "code-share", hidden: true });

  /** @param {AbortSignal} signal */
  constructor(signal) {
    this.#signal = signal;
  }

  /**
   * Shows a link and copies it where the browser lets it.
   * @param {string} link
   */
  show(link) {
    const field = h("input", { class: "code-link", readonly: true, "aria-label": "Link" });
    field.value = link;
    field.addEventListener("focus", () => field.select(), { signal: this.#signal });
    const copy = copyButton(
      { label: "Copy the link", text: () => link, source: field },
      this.#signal,
    );
    const text = "A link to your version. It holds the code itself: nothing is stored elsewhere.";
    this.element.replaceChildren(h("p", {}, text), field, copy);
    this.element.hidden = false;
    field.focus();
    copy.click();
  }

  close() {
    this.element.hidden = true;
  }
}
