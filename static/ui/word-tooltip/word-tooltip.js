/**
 * Makes the explanations of words usable without a mouse. The styles show them at hover
 * and focus (css/prose.css). Where nothing hovers, the first tap on a word explains it
 * and the second follows its link to the page of all words. Escape hides an explanation.
 * @param {AbortSignal} signal
 */
export function initWordTooltips(signal) {
  /** @type {Element | null} had the focus, and its explanation shown, when a tap began */
  let focused = null;
  const onPointerDown = () => {
    focused = document.activeElement;
  };
  const onClick = (/** @type {MouseEvent} */ event) => {
    const word = wordAt(event);
    if (!word || word === focused || !matchMedia("(hover: none)").matches) return;
    event.preventDefault();
    word.focus({ preventScroll: true });
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") wordAt(event)?.toggleAttribute("data-dismissed", true);
  };
  const onFocusOut = (/** @type {FocusEvent} */ event) =>
    wordAt(event)?.removeAttribute("data-dismissed");
  document.addEventListener("pointerdown", onPointerDown, { signal, capture: true });
  document.addEventListener("click", onClick, { signal });
  document.addEventListener("keydown", onKey, { signal });
  document.addEventListener("focusout", onFocusOut, { signal });
}

/** @param {Event} event */
function wordAt({ target }) {
  const word = target instanceof Element ? target.closest("a.word") : null;
  return word instanceof HTMLElement ? word : null;
}
