// Which event is selected: the pointer hovers over it, the focus moves to it with the
// arrow keys, a click or Enter pins it. Escape clears the selection.

/**
 * @import { Diagram, Drawn } from "./diagram.js"
 * @import { Mark } from "./event-marks.js"
 */

/** By how many marks a key moves the focus. */
const MOVES = /** @type {Record<string, number>} */ ({
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
});

export class Selection {
  #diagram;
  #changed;
  /** @type {Mark | null} */
  #hovered = null;
  /** @type {Mark | null} */
  #focused = null;
  /** @type {Mark | null} */
  pinned = null;
  #tabStop = 0; // id of the row that Tab reaches

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

  /** The mark of the selected event, null without one. */
  get mark() {
    return this.pinned ?? this.#hovered ?? this.#focused;
  }

  clear() {
    this.pinned = this.#hovered = this.#focused = null;
    this.refresh();
    this.#changed();
  }

  /** Puts tab stop and pin on the rows that are drawn now. */
  refresh() {
    const { marks } = this.#diagram;
    const tabStop = marks.find(({ row }) => row.id === this.#tabStop) ?? marks.at(-1);
    this.#tabStop = tabStop?.row.id ?? 0;
    for (const { node, row } of marks) {
      const tab = row.id === this.#tabStop ? "0" : "-1";
      if (node.getAttribute("tabindex") !== tab) node.setAttribute("tabindex", tab);
      const pinned = String(row.id === this.pinned?.seq);
      if (node.getAttribute("aria-pressed") !== pinned) node.setAttribute("aria-pressed", pinned);
    }
  }

  /** Moves the focus to the oldest row: the row that had it was removed. */
  refocus() {
    this.#diagram.marks[0]?.node.focus({ preventScroll: true });
  }

  /** @param {Drawn | undefined} drawn */
  #hover(drawn) {
    const mark = drawn?.row.mark ?? null;
    if (mark === this.#hovered) return;
    this.#hovered = mark;
    this.#changed();
  }

  /** @param {Drawn | undefined} drawn */
  #focus(drawn) {
    this.#focused = drawn?.row.mark ?? null;
    if (drawn) {
      this.#tabStop = drawn.row.id;
      this.refresh();
    }
    this.#changed();
  }

  /** @param {Drawn | undefined} drawn */
  #pin(drawn) {
    if (!drawn?.row.mark) return;
    const wasPinned = this.pinned?.seq === drawn.row.id;
    this.pinned = wasPinned ? null : drawn.row.mark;
    this.#tabStop = drawn.row.id;
    this.refresh();
    this.#changed();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Drawn | undefined} drawn
   */
  #key(event, drawn) {
    if (!drawn || event.altKey || event.ctrlKey || event.metaKey) return;
    const by = MOVES[event.key];
    if (event.key === "Escape" && (this.pinned || this.#hovered)) this.clear();
    else if (event.key === "Enter" || event.key === " ") this.#pin(drawn);
    else if (by === undefined) return;
    else this.#moveFocus(drawn, by);
    event.preventDefault();
  }

  /**
   * @param {Drawn} from
   * @param {number} by
   */
  #moveFocus(from, by) {
    const { marks } = this.#diagram;
    const at = Math.min(marks.length - 1, Math.max(0, marks.indexOf(from) + by));
    const to = marks[at];
    if (!to) return;
    if (this.pinned) this.pinned = to.row.mark ?? null;
    to.node.focus({ preventScroll: true });
    to.node.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
