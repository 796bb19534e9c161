// What every element of ours begins as.

/** An element that stops listening when it leaves the page. */
export class Piece extends HTMLElement {
  /** @type {AbortController | null} */
  #end = null;

  connectedCallback() {
    this.#end = new AbortController();
    this.mount(this.#end.signal);
  }

  disconnectedCallback() {
    this.#end?.abort();
    this.#end = null;
  }

  /** @param {AbortSignal} _signal ends when the element leaves the page */
  mount(_signal) {}
}
