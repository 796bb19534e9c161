// The exercise that the page's address names: ?exercise=NAME.

const PARAMETER = "exercise";

/** @returns {string} its name; empty where there is none */
export function exerciseOfAddress() {
  return new URLSearchParams(location.search).get(PARAMETER) ?? "";
}

/** @param {string} name empty for none */
export function setExerciseOfAddress(name) {
  const url = new URL(location.href);
  if ((url.searchParams.get(PARAMETER) ?? "") === name) return;
  if (name) url.searchParams.set(PARAMETER, name);
  else url.searchParams.delete(PARAMETER);
  history.replaceState(history.state, "", url);
}

/**
 * Opens an exercise where a link of the page leads to one of the same lesson: the page, and
 * the lab that runs, stay.
 * @param {(name: string) => void} open
 * @param {AbortSignal} signal
 */
export function onExerciseLink(open, signal) {
  const onClick = (/** @type {MouseEvent} */ event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const opensElsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey;
    if (!link || opensElsewhere || event.defaultPrevented) return;
    const url = new URL(link.href, location.href);
    const name = url.searchParams.get(PARAMETER);
    if (!name || url.origin !== location.origin || url.pathname !== location.pathname) return;
    event.preventDefault();
    open(name);
  };
  document.addEventListener("click", onClick, { signal });
}
