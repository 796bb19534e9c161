// Keeps a scrolled pane at its newest row. The decision is made from the
// direction of scrolling in a pane whose size is as it was, never from a distance measured after a change of
// size: a pane that shrinks, a row that wraps, a late font and a row whose
// height was only estimated (content-visibility) move the end, not the reader.

import { button, h, icon } from "./dom.js";

const NEAR_END = 24; // px from the end that still count as being there
const BEYOND = 1e7; // px: the browser clamps it to the end

export class Follow {
  /** Whether the newest row is kept in view. */
  following = true;
  #scroll;
  #last = { scrollTop: 0, scrollHeight: 0, clientHeight: 0 };

  /**
   * @param {HTMLElement} scroll the element that scrolls
   * @param {Element} content what grows inside it
   * @param {AbortSignal} signal
   */
  constructor(scroll, content, signal) {
    this.#scroll = scroll;
    const name = "To the newest";
    this.button = button("", { class: "to-newest", hidden: true }, () => this.#clicked(), signal);
    this.button.append(icon("down"), h("span", {}, name));
    scroll.addEventListener("scroll", () => this.#scrolled(), { signal, passive: true });
    // It reports after layout and before painting: to scroll there costs no second layout.
    const resize = new ResizeObserver(() => this.#resized());
    resize.observe(scroll);
    resize.observe(content);
    signal.addEventListener("abort", () => resize.disconnect(), { once: true });
  }

  /** Goes to the newest row and stays with it. */
  toNewest() {
    this.#set(true);
    this.#pin();
  }

  /** Stays where it is, whatever is added. */
  stay() {
    this.following = false;
  }

  get #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll;
    if (clientHeight === 0) return; // hidden: the browser forgets where it was
    const last = this.#last;
    this.#last = { scrollTop, scrollHeight, clientHeight };
    const sameSize = scrollHeight === last.scrollHeight && clientHeight === last.clientHeight;
    if (this.#atEnd) this.#set(true);
    else if (sameSize && scrollTop < last.scrollTop) this.#set(false);
  }

  #resized() {
    if (this.#scroll.clientHeight === 0) return;
    if (this.following) this.#pin();
    else this.#set(this.#atEnd);
  }

  #pin() {
    this.#scroll.scrollTop = BEYOND;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll;
    this.#last = { scrollTop, scrollHeight, clientHeight };
  }

  #clicked() {
    this.toNewest();
    this.#scroll.focus({ preventScroll: true });
  }

  /** @param {boolean} following */
  #set(following) {
    this.following = following;
    this.button.hidden = following;
  }
}
