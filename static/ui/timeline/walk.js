// Which event is looked at: the pointer hovers, the focus walks with the arrow
// keys, a click or Enter pins, Escape lets go.

/**
 * @typedef {import("./diagram.js").Diagram} Diagram
 * @typedef {import("./diagram.js").Drawn} Drawn
 * @typedef {import("./steps.js").Step} Step
 */

const BY = /** @type {Record<string, number>} */ ({
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
});

export class Walk {
  #diagram;
  #changed;
  /** @type {Step | null} */
  #hovered = null;
  /** @type {Step | null} */
  #focused = null;
  /** @type {Step | null} */
  pinned = null;
  #stop = 0; // id of the row that Tab comes to

  /**
   * @param {Diagram} diagram
   * @param {() => void} changed
   * @param {AbortSignal} signal
   */
  constructor(diagram, changed, signal) {
    this.#diagram = diagram;
    this.#changed = changed;
    const { element } = diagram;
    const drawn = (/** @type {Event} */ event) => diagram.at(/** @type {Element} */ (event.target));
    element.addEventListener("pointerover", (event) => this.#hover(drawn(event)), { signal });
    element.addEventListener("pointerleave", () => this.#hover(undefined), { signal });
    element.addEventListener("focusin", (event) => this.#focus(drawn(event)), { signal });
    element.addEventListener("focusout", () => this.#focus(undefined), { signal });
    element.addEventListener("click", (event) => this.#pin(drawn(event)), { signal });
    element.addEventListener("keydown", (event) => this.#key(event, drawn(event)), { signal });
  }

  /** The event that is looked at, if any is. */
  get step() {
    return this.pinned ?? this.#hovered ?? this.#focused;
  }

  letGo() {
    this.pinned = this.#hovered = this.#focused = null;
    this.mark();
    this.#changed();
  }

  /** Rows come and go: one of them is where Tab leads, and the pin is shown. */
  mark() {
    const { steps } = this.#diagram;
    const stop = steps.find(({ row }) => row.id === this.#stop) ?? steps.at(-1);
    this.#stop = stop?.row.id ?? 0;
    for (const { node, row } of steps) {
      const tab = row.id === this.#stop ? "0" : "-1";
      if (node.getAttribute("tabindex") !== tab) node.setAttribute("tabindex", tab);
      const pinned = String(row.id === this.pinned?.seq);
      if (node.getAttribute("aria-pressed") !== pinned) node.setAttribute("aria-pressed", pinned);
    }
  }

  /** What had the focus was taken off: it goes on at the oldest that is left. */
  refocus() {
    this.#diagram.steps[0]?.node.focus({ preventScroll: true });
  }

  /** @param {Drawn | undefined} drawn */
  #hover(drawn) {
    const step = drawn?.row.step ?? null;
    if (step === this.#hovered) return;
    this.#hovered = step;
    this.#changed();
  }

  /** @param {Drawn | undefined} drawn */
  #focus(drawn) {
    this.#focused = drawn?.row.step ?? null;
    if (drawn) {
      this.#stop = drawn.row.id;
      this.mark();
    }
    this.#changed();
  }

  /** @param {Drawn | undefined} drawn */
  #pin(drawn) {
    if (!drawn?.row.step) return;
    const again = this.pinned?.seq === drawn.row.id;
    this.pinned = again ? null : drawn.row.step;
    this.#stop = drawn.row.id;
    this.mark();
    this.#changed();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Drawn | undefined} drawn
   */
  #key(event, drawn) {
    if (!drawn || event.altKey || event.ctrlKey || event.metaKey) return;
    const by = BY[event.key];
    if (event.key === "Escape" && (this.pinned || this.#hovered)) this.letGo();
    else if (event.key === "Enter" || event.key === " ") this.#pin(drawn);
    else if (by === undefined) return;
    else this.#go(drawn, by);
    event.preventDefault();
  }

  /**
   * @param {Drawn} from
   * @param {number} by
   */
  #go(from, by) {
    const { steps } = this.#diagram;
    const at = Math.min(steps.length - 1, Math.max(0, steps.indexOf(from) + by));
    const to = steps[at];
    if (!to) return;
    if (this.pinned) this.pinned = to.row.step ?? null;
    to.node.focus({ preventScroll: true });
    to.node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
