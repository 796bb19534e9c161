import { MAX_SPLIT, MIN_SPLIT, saveSplit } from "../../lab/preferences.js";
import { LabElement } from "../base-element.js";
import { initSplitter } from "../splitter.js";

const STEP = 2;

/**
 * `<column-splitter>`: the bar between lesson and lab. It sets the custom property
 * `--split` at the root and stores it; early-settings.js sets it at the next load. It has no
 * attributes and sends no events.
 */
export class ColumnSplitter extends LabElement {
  /** @param {AbortSignal} signal */
  connected(signal) {
    const attributes = {
      "aria-label": "Width of the lesson",
      "aria-controls": "lesson",
      "aria-valuemin": String(MIN_SPLIT),
      "aria-valuemax": String(MAX_SPLIT),
      title: "Drag, or use the arrow keys, to make lesson or lab wider",
    };
    for (const [name, value] of Object.entries(attributes)) this.setAttribute(name, value);
    initSplitter(
      this,
      {
        orientation: "vertical",
        direction: 1,
        step: STEP,
        value: () => this.#share,
        bounds: () => [MIN_SPLIT, MAX_SPLIT],
        set: (share) => this.#set(share),
        valueAt: ({ clientX }) => this.#shareAt(clientX),
      },
      signal,
    );
    this.#updateValue();
  }

  /** The lesson's part of the width, in percent. */
  get #share() {
    return (100 * this.offsetLeft) / (this.parentElement?.clientWidth ?? 1);
  }

  /** @param {number} x px of the window */
  #shareAt(x) {
    const { left = 0, width = 1 } = this.parentElement?.getBoundingClientRect() ?? {};
    return (100 * (x - left)) / width;
  }

  /** @param {number | null} share percent; null for the default */
  #set(share) {
    const { style } = document.documentElement;
    const rounded = share === null ? null : Math.round(share * 10) / 10;
    if (rounded === null) style.removeProperty("--split");
    else style.setProperty("--split", `${rounded}%`);
    saveSplit(rounded);
    this.#updateValue();
  }

  /** Sets aria-valuenow to the measured share: the columns have minimum widths. */
  #updateValue() {
    this.setAttribute("aria-valuenow", String(Math.round(this.#share)));
  }
}

customElements.define("column-splitter", ColumnSplitter);
