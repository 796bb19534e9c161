// What is rarely needed, behind one button. A click elsewhere or Escape closes it.

import { h, icon } from "./dom.js";

/**
 * @param {string} label
 * @param {Node[]} items
 * @param {AbortSignal} signal
 */
export function menu(label, items, signal) {
  const opener = h("summary", { class: "button small menu-open", "aria-label": label });
  opener.title = label;
  opener.append(icon("more"));
  const element = h(
    "details",
    { class: "menu" },
    opener,
    h("div", { class: "menu-items" }, ...items),
  );
  const close = () => {
    element.open = false;
    opener.focus();
  };
  document.addEventListener(
    "click",
    ({ target }) => {
      if (target instanceof Node && !element.contains(target)) element.open = false;
    },
    { signal },
  );
  element.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !element.open) return;
      close();
      event.stopPropagation();
    },
    { signal },
  );
  return { element, close };
}
