/**
 * @typedef {object} Splitter
 * @property {"horizontal" | "vertical"} orientation of the bar
 * @property {1 | -1} direction 1 where the value grows as the bar goes right or down
 * @property {number} step by which an arrow key changes the value
 * @property {() => number} value
 * @property {() => [number, number]} bounds least and greatest value
 * @property {(value: number | null) => void} set gets a value within bounds, or null for
 *   the default
 * @property {(event: PointerEvent, start: PointerEvent, startValue: number) => number} valueAt
 *   the value for a pointer's position
 */

/**
 * Makes an element a window splitter as WAI-ARIA has it: a bar that is dragged or moved
 * with the arrow keys, Home and End. A double click sets the default.
 * @param {HTMLElement} element
 * @param {Splitter} splitter
 * @param {AbortSignal} signal
 */
export function initSplitter(element, splitter, signal) {
  const set = (/** @type {number} */ value) => splitter.set(clamp(value, splitter.bounds()));
  element.tabIndex = 0;
  element.setAttribute("role", "separator");
  element.setAttribute("aria-orientation", splitter.orientation);
  element.addEventListener(
    "keydown",
    (event) => {
      const value = valueForKey(event.key, splitter);
      if (value === null) return;
      event.preventDefault();
      set(value);
    },
    { signal },
  );
  element.addEventListener(
    "pointerdown",
    (start) => {
      if (start.button !== 0) return;
      start.preventDefault();
      element.focus();
      element.setPointerCapture(start.pointerId);
      const drag = new AbortController();
      const startValue = splitter.value();
      const move = (/** @type {PointerEvent} */ event) =>
        set(splitter.valueAt(event, start, startValue));
      element.addEventListener("pointermove", move, { signal: drag.signal });
      element.addEventListener("lostpointercapture", () => drag.abort(), { signal: drag.signal });
    },
    { signal },
  );
  element.addEventListener("dblclick", () => splitter.set(null), { signal });
}

/**
 * @param {string} key
 * @param {Pick<Splitter, "orientation" | "direction" | "step" | "value" | "bounds">} splitter
 * @returns {number | null} the value that the key sets, before it is clamped; null for
 *   other keys
 */
export function valueForKey(key, { orientation, direction, step, value, bounds }) {
  const [back, forward] =
    orientation === "vertical" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  const [min, max] = bounds();
  if (key === back) return value() - step * direction;
  if (key === forward) return value() + step * direction;
  if (key === "Home") return direction > 0 ? min : max;
  if (key === "End") return direction > 0 ? max : min;
  return null;
}

/**
 * @param {number} value
 * @param {[number, number]} bounds
 */
function clamp(value, [min, max]) {
  return Math.max(min, Math.min(max, value));
}
