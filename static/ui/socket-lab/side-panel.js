import { loadPanelOpen, savePanelOpen } from "../../lab/preferences.js";
import { button, h, icon } from "../dom.js";

/**
 * A panel below the log that is folded at first, and after a reload as it was. Folded it has a row of its own on a narrow
 * page alone: on a wide one its opener, which stands in the log's head, is all there is.
 */
export class SidePanel {
  /** The row with the title, and the sentence that says what the panel is. */
  head;
  /** The button in the log's head. */
  opener;
  folded = true;
  #element;
  #fold;
  #name;
  #title;
  #onToggle;

  /**
   * @param {HTMLElement} element the panel, which gets the head as its first child
   * @param {object} words
   * @param {string} words.title
   * @param {string} words.name as in "Unfold the goroutines"
   * @param {string} words.about
   * @param {() => void} onToggle runs after each folding and unfolding
   * @param {AbortSignal} signal
   */
  constructor(element, { title, name, about }, onToggle, signal) {
    const toggle = () => {
      this.folded = !this.folded;
      savePanelOpen(title, !this.folded);
      this.#draw();
      // The button that was pressed may be gone now.
      const [other, pressed] = this.folded ? [this.opener, this.#fold] : [this.#fold, this.opener];
      if (!pressed.checkVisibility()) other.focus();
      onToggle();
    };
    this.#element = element;
    this.#name = name;
    this.#title = title;
    this.#onToggle = onToggle;
    this.#fold = button("", { class: "icon-button small panel-fold" }, toggle, signal);
    this.#fold.append(icon("fold"));
    this.opener = button(
      title,
      { class: "button small panel-opener", title: about },
      toggle,
      signal,
    );
    this.head = h(
      "header",
      { class: "panel-head" },
      this.#fold,
      h("h2", {}, title),
      h("p", { class: "panel-about" }, about),
    );
    element.classList.add("side-panel");
    element.prepend(this.head);
    this.#draw();
  }

  /** Unfolds it if it was open before a reload. Its owner calls this when it is complete. */
  restore() {
    if (!loadPanelOpen(this.#title)) return;
    this.folded = false;
    this.#draw();
    this.#onToggle();
  }

  #draw() {
    const label = `${this.folded ? "Unfold" : "Fold"} ${this.#name}`;
    const expanded = String(!this.folded);
    this.#element.toggleAttribute("data-folded", this.folded);
    this.#fold.setAttribute("aria-expanded", expanded);
    this.#fold.setAttribute("aria-label", label);
    this.#fold.title = label;
    this.opener.setAttribute("aria-expanded", expanded);
    this.opener.setAttribute("aria-label", label);
    this.opener.hidden = !this.folded;
  }
}
