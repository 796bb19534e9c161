/** @import { LessonViews } from "../view-switch/lesson-views.js" */

/**
 * Runs the code on Ctrl-Enter or Cmd-Enter, or with Shift as well, wherever the focus is,
 * except in the lab's fields and in a dialog, where the key has another meaning.
 * @param {object} options
 * @param {LessonViews} options.views
 * @param {boolean} [options.shift] whether the key is the one with Shift
 * @param {() => boolean} options.isShown whether the Code view is open
 * @param {() => void} options.run
 * @param {AbortSignal} signal
 */
export function onRunKey({ views, shift = false, isShown, run }, signal) {
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (event.shiftKey !== shift) return;
    const target = event.target instanceof Element ? event.target : null;
    if (!target || !isShown() || views.labOnly || target.closest("dialog")) return;
    if (views.lab.contains(target) && target.closest("input, textarea, select")) return;
    event.preventDefault();
    run();
  };
  document.addEventListener("keydown", onKey, { signal });
}
