// The rule between two of the lab's panels: dragged, or moved with the arrow
// keys; a double click gives the panel its usual height again.

import { Piece } from "../piece.js";

const STEP = 24; // px

/**
 * @typedef {object} Sized the panel that a rule resizes
 * @property {HTMLElement} panel
 * @property {string} name for the rule's label
 * @property {1 | -1} grows 1 where the panel grows as the rule goes down
 * @property {() => [number, number]} bounds least and greatest height, px
 * @property {(height: number | null) => void} set null for the usual height
 */

export class PanelRule extends Piece {
  /** @type {Sized} */
  sized = /** @type {any} */ (null);

  /** @param {AbortSignal} signal */
  mount(signal) {
    this.tabIndex = 0;
    const { name } = this.sized;
    const attributes = {
      role: "separator",
      "aria-orientation": "horizontal",
      "aria-label": `Height of ${name}`,
      title: `Drag, or use the arrow keys, to resize ${name}; double-click resets it`,
    };
    for (const [key, value] of Object.entries(attributes)) this.setAttribute(key, value);
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.addEventListener("pointerdown", (event) => this.#grab(event), { signal });
    this.addEventListener("dblclick", () => this.sized.set(null), { signal });
    const resize = new ResizeObserver(() => this.#say());
    resize.observe(this.sized.panel);
    signal.addEventListener("abort", () => resize.disconnect(), { once: true });
  }

  #say() {
    const all = this.parentElement?.clientHeight ?? 0;
    if (all === 0) return;
    const share = Math.round((100 * this.sized.panel.offsetHeight) / all);
    this.setAttribute("aria-valuenow", String(share));
  }

  /** @param {number} height px */
  #move(height) {
    const [least, most] = this.sized.bounds();
    this.sized.set(Math.max(least, Math.min(most, height)));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { panel, grows, bounds } = this.sized;
    const [least, most] = bounds();
    const now = panel.offsetHeight;
    const heights = /** @type {Record<string, number>} */ ({
      ArrowDown: now + STEP * grows,
      ArrowUp: now - STEP * grows,
      Home: grows > 0 ? least : most,
      End: grows > 0 ? most : least,
    });
    const height = heights[event.key];
    if (height === undefined) return;
    event.preventDefault();
    this.#move(height);
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.focus();
    this.setPointerCapture(event.pointerId);
    const drag = new AbortController();
    const { panel, grows } = this.sized;
    const from = panel.offsetHeight;
    const move = (/** @type {PointerEvent} */ at) =>
      this.#move(from + (at.clientY - event.clientY) * grows);
    this.addEventListener("pointermove", move, { signal: drag.signal });
    this.addEventListener("lostpointercapture", () => drag.abort(), { signal: drag.signal });
  }
}

customElements.define("panel-rule", PanelRule);
