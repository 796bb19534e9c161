import { button, h, icon } from "./dom.js";

const NEAR_END = 24; // px from the end that still count as the end
const BEYOND = 1e7; // px; the browser clamps it to the end

/**
 * Keeps a scrolling pane at its newest row until the learner scrolls up.
 *
 * It decides by the direction of scrolling while the sizes stay the same, never by a
 * distance measured after a change of size: a smaller pane, a row that wraps, a late
 * font and a row whose height was estimated (content-visibility) move the end.
 */
export class Follow {
  /** Whether the newest row is kept in view. */
  following = true;
  /** Leads to the newest row; hidden while following. */
  button;
  #scroll;
  #last = { scrollTop: 0, scrollHeight: 0, clientHeight: 0 };

  /**
   * @param {HTMLElement} scroll the element that scrolls
   * @param {Element} content what grows inside it
   * @param {AbortSignal} signal
   */
  constructor(scroll, content, signal) {
    this.#scroll = scroll;
    const attributes = { class: "to-newest", hidden: true };
    this.button = button("", attributes, () => this.#onClick(), signal);
    this.button.append(icon("down"), h("span", {}, "To the newest"));
    scroll.addEventListener("scroll", () => this.#onScroll(), { signal, passive: true });
    // It reports after layout and before painting: scrolling there costs no second layout.
    const resize = new ResizeObserver(() => this.#onResize());
    resize.observe(scroll);
    resize.observe(content);
    signal.addEventListener("abort", () => resize.disconnect(), { once: true });
  }

  /** Scrolls to the newest row and follows it. */
  toNewest() {
    this.#setFollowing(true);
    this.#scrollToEnd();
  }

  /** Stops following, without a button, until the learner scrolls. */
  stay() {
    this.following = false;
  }

  get #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  #onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll;
    if (clientHeight === 0) return; // hidden: the browser resets its position
    const last = this.#last;
    this.#last = { scrollTop, scrollHeight, clientHeight };
    const sameSize = scrollHeight === last.scrollHeight && clientHeight === last.clientHeight;
    if (this.#atEnd) this.#setFollowing(true);
    else if (sameSize && scrollTop < last.scrollTop) this.#setFollowing(false);
  }

  #onResize() {
    if (this.#scroll.clientHeight === 0) return;
    if (this.following) this.#scrollToEnd();
    else this.#setFollowing(this.#atEnd);
  }

  #scrollToEnd() {
    this.#scroll.scrollTop = BEYOND;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll;
    this.#last = { scrollTop, scrollHeight, clientHeight };
  }

  #onClick() {
    this.toNewest();
    this.#scroll.focus({ preventScroll: true });
  }

  /** @param {boolean} following */
  #setFollowing(following) {
    this.following = following;
    this.button.hidden = following;
  }
}
