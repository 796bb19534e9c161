import { h, icon } from "./dom.js";

/**
 * Creates a menu behind a button. A click elsewhere or Escape closes it.
 * @param {string} label
 * @param {Node[]} items
 * @param {AbortSignal} signal
 * @returns {{ element: HTMLElement, opener: HTMLElement, close: () => void }} opener: the
 *   button; close also focuses it
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
  const onClick = (/** @type {Event} */ { target }) => {
    if (target instanceof Node && !element.contains(target)) element.open = false;
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || !element.open) return;
    close();
    event.stopPropagation();
  };
  document.addEventListener("click", onClick, { signal });
  element.addEventListener("keydown", onKey, { signal });
  return { element, opener, close };
}
