/**
 * The base class of the elements that stand in a page's markup. It calls
 * `connected` each time the element enters the page, with a signal that aborts
 * when the element leaves it.
 */
export class LabElement extends HTMLElement {
  /** @type {AbortController | null} */
  #controller = null;

  connectedCallback() {
    this.#controller = new AbortController();
    this.connected(this.#controller.signal);
  }

  disconnectedCallback() {
    this.#controller?.abort();
    this.#controller = null;
  }

  /**
   * Builds the element's content and adds its listeners.
   * @param {AbortSignal} _signal aborts when the element leaves the page
   */
  connected(_signal) {}
}

/**
 * The base class of the elements that scripts make with `new`. They build their
 * content in the constructor and cannot be put back once they have left the page.
 */
export class TransientElement extends HTMLElement {
  #controller = new AbortController();

  /** Aborts when the element leaves the page. */
  get signal() {
    return this.#controller.signal;
  }

  disconnectedCallback() {
    this.#controller.abort();
  }
}
