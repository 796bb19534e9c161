// The rule between lesson and lab: dragged, or moved with the arrow keys, and
// where it was left it stays.

import { keep } from "../../lab/memory.js";
import { Piece } from "../piece.js";

const KEY = "socketschool.split";
const LEAST = 25;
const MOST = 70;
const STEP = 2;

export class SplitRule extends Piece {
  /** @param {AbortSignal} signal */
  mount(signal) {
    this.tabIndex = 0;
    const attributes = {
      role: "separator",
      "aria-orientation": "vertical",
      "aria-label": "Width of the lesson",
      "aria-controls": "lesson",
      "aria-valuemin": String(LEAST),
      "aria-valuemax": String(MOST),
      title: "Drag, or use the arrow keys, to make lesson or lab wider",
    };
    for (const [name, value] of Object.entries(attributes)) this.setAttribute(name, value);
    this.#updateValue();
    this.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.addEventListener("pointerdown", (event) => this.#grab(event), { signal });
    this.addEventListener("dblclick", () => this.#forget(), { signal });
  }

  /** @returns {number} the lesson's part of the width, in percent */
  #share() {
    const all = this.parentElement?.clientWidth ?? 1;
    return (100 * this.offsetLeft) / all;
  }

  /** @param {number} share */
  #move(share) {
    const kept = Math.min(MOST, Math.max(LEAST, Math.round(share * 10) / 10));
    document.documentElement.style.setProperty("--split", `${kept}%`);
    this.#updateValue();
    keep(KEY, String(kept));
  }

  #forget() {
    document.documentElement.style.removeProperty("--split");
    keep(KEY, "");
    this.#updateValue();
  }

  /** Sets aria-valuenow to the measured share: the columns have minimum widths. */
  #updateValue() {
    this.setAttribute("aria-valuenow", String(Math.round(this.#share())));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const places = /** @type {Record<string, number>} */ ({
      ArrowLeft: this.#share() - STEP,
      ArrowRight: this.#share() + STEP,
      Home: LEAST,
      End: MOST,
    });
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    this.#move(place);
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.focus();
    this.setPointerCapture(event.pointerId);
    const drag = new AbortController();
    const all = this.parentElement?.getBoundingClientRect();
    if (!all) return;
    const move = (/** @type {PointerEvent} */ at) =>
      this.#move((100 * (at.clientX - all.left)) / all.width);
    this.addEventListener("pointermove", move, { signal: drag.signal });
    this.addEventListener("lostpointercapture", () => drag.abort(), { signal: drag.signal });
  }
}

customElements.define("split-rule", SplitRule);
