// When to fetch the whole site for later: never at the cost of what the reader
// does now, nor of a connection that is paid by the byte.

/** What `navigator.connection` tells, where there is one. */
/** @typedef {{ saveData?: boolean, type?: string, effectiveType?: string }} Connection */

/**
 * Only a browser that says so has an unmetered connection.
 * @param {Connection | undefined} connection
 */
export function unmetered(connection) {
  if (!connection || connection.saveData || connection.type === "cellular") return false;
  return connection.effectiveType === "4g"; // the best that there is a word for
}

/**
 * Calls go once: when the page is loaded and idle, if the connection is
 * unmetered, or after a lab has run in the tab, for which most was fetched.
 * @param {() => void} go
 * @param {AbortSignal} signal
 */
export function atTheRightMoment(go, signal) {
  const done = new AbortController();
  signal.addEventListener("abort", () => done.abort(), { once: true });
  const once = () => {
    if (done.signal.aborted) return;
    done.abort();
    go();
  };
  document.addEventListener("lab-ran", once, { signal: done.signal });
  const { connection } = /** @type {{ connection?: Connection }} */ (navigator);
  if (!unmetered(connection)) return;
  const whenIdle = () => requestIdleCallback(once);
  if (document.readyState === "complete") whenIdle();
  else addEventListener("load", whenIdle, { once: true, signal: done.signal });
}
