// When to fetch the whole site for later: never at the cost of what the reader
// does now, nor of a connection that is paid by the byte.

import { whenIdle } from "../transport/tab/idle.js";

/**
 * Calls go once: when the page is idle, if the connection is unmetered, or
 * after a lab has run in the tab, for which most was fetched.
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
  whenIdle(once);
}
