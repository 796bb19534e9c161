// Words that are explained where they stand (css/prose.css shows the text). The
// link leads to the page of all words: where nothing hovers, the first tap
// explains, and the second one follows the link.

/** @param {AbortSignal} signal */
export function explainWords(signal) {
  /** @type {Element | null} the word that was explained when the tap began */
  let explained = null;
  const wordAt = (/** @type {Event} */ event) =>
    event.target instanceof Element ? event.target.closest("a.word") : null;
  const begin = () => {
    explained = document.activeElement;
  };
  const follow = (/** @type {MouseEvent} */ event) => {
    const word = wordAt(event);
    if (!(word instanceof HTMLElement) || word === explained) return;
    if (!matchMedia("(hover: none)").matches) return;
    event.preventDefault();
    word.focus({ preventScroll: true });
  };
  const dismiss = (/** @type {KeyboardEvent} */ event) => {
    const word = wordAt(event);
    if (event.key === "Escape" && word instanceof HTMLElement)
      word.toggleAttribute("data-dismissed", true);
  };
  const leave = (/** @type {FocusEvent} */ event) =>
    wordAt(event)?.removeAttribute("data-dismissed");
  document.addEventListener("pointerdown", begin, { signal, capture: true });
  document.addEventListener("click", follow, { signal });
  document.addEventListener("keydown", dismiss, { signal });
  document.addEventListener("focusout", leave, { signal });
}
