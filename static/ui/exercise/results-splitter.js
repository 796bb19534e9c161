import { loadResultsHeight, saveResultsHeight } from "../../lab/preferences.js";
import { h } from "../dom.js";
import { initSplitter } from "../splitter.js";

const STEP = 24; // px
const MIN_HEIGHT = 80; // px, as the styles have it
const EDITORS_HEIGHT = 228; // px that they keep, as the styles have it

/**
 * Creates the bar at the upper end of the results, which gives them a part of the panel's
 * height. The choice is kept for all exercises.
 * @param {HTMLElement} results
 * @param {AbortSignal} signal
 * @returns {HTMLElement} to stand in the results
 */
export function createResultsSplitter(results, signal) {
  const what = "the results";
  const element = h("div", {
    class: "check-splitter",
    "aria-label": `Height of ${what}`,
    title: `Drag, or use the arrow keys, to resize ${what}; double-click resets it`,
  });
  const panelHeight = () => results.parentElement?.clientHeight ?? 0;
  const draw = (/** @type {number | null} */ share) => {
    results.toggleAttribute("data-sized", share !== null);
    if (share === null) results.style.removeProperty("--results-height");
    else results.style.setProperty("--results-height", `${share}%`);
  };
  initSplitter(
    element,
    {
      orientation: "horizontal",
      direction: -1,
      step: STEP,
      value: () => results.offsetHeight,
      bounds: () => [MIN_HEIGHT, Math.max(MIN_HEIGHT, results.offsetHeight + roomAbove(results))],
      set: (height) => {
        const share = height === null ? null : Math.round((1000 * height) / panelHeight()) / 10;
        saveResultsHeight(share);
        draw(share);
      },
      valueAt: (event, start, height) => height - (event.clientY - start.clientY),
    },
    signal,
  );
  const resize = new ResizeObserver(() => {
    const height = panelHeight();
    if (height > 0)
      element.setAttribute(
        "aria-valuenow",
        String(Math.round((100 * results.offsetHeight) / height)),
      );
  });
  resize.observe(results);
  signal.addEventListener("abort", () => resize.disconnect(), { once: true });
  draw(loadResultsHeight());
  return element;
}

/**
 * @param {HTMLElement} results
 * @returns {number} how many px the editors above can give
 */
function roomAbove({ parentElement: panel }) {
  const editors = panel?.querySelector(".code-editors");
  if (!panel || !(editors instanceof HTMLElement)) return 0;
  return Math.max(0, editors.offsetHeight - Math.min(EDITORS_HEIGHT, 0.4 * panel.clientHeight));
}
