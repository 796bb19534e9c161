import { TransientElement } from "../base-element.js";
import { initSplitter } from "../splitter.js";

const STEP = 24; // px

/**
 * @typedef {object} Options
 * @property {HTMLElement} panel
 * @property {string} name of the panel, for the label
 * @property {1 | -1} direction 1 where the panel is above the bar
 * @property {() => [number, number]} bounds least and greatest height, px
 * @property {(height: number | null) => void} set null for the default height
 */

/**
 * `<panel-splitter>`: the bar that resizes one of the lab's panels. Scripts make it with
 * `new PanelSplitter(options)`. It sets `aria-valuenow` to the panel's share of the
 * height, in percent, and sends no events.
 */
export class PanelSplitter extends TransientElement {
  /** @param {Options} options */
  constructor({ panel, name, direction, bounds, set }) {
    super();
    const { signal } = this;
    this.setAttribute("aria-label", `Height of ${name}`);
    this.title = `Drag, or use the arrow keys, to resize ${name}; double-click resets it`;
    initSplitter(
      this,
      {
        orientation: "horizontal",
        direction,
        step: STEP,
        value: () => panel.offsetHeight,
        bounds,
        set,
        valueAt: (event, start, height) => height + (event.clientY - start.clientY) * direction,
      },
      signal,
    );
    const resize = new ResizeObserver(() => this.#updateValue(panel));
    resize.observe(panel);
    signal.addEventListener("abort", () => resize.disconnect(), { once: true });
  }

  /** @param {HTMLElement} panel */
  #updateValue(panel) {
    const height = this.parentElement?.clientHeight ?? 0;
    if (height === 0) return;
    this.setAttribute("aria-valuenow", String(Math.round((100 * panel.offsetHeight) / height)));
  }
}

customElements.define("panel-splitter", PanelSplitter);
