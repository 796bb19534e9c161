// When to cache the whole site: while the page is idle, on a network that is not metered.

import { whenIdle } from "../core/when-idle.js";

/**
 * Calls back once: when the page is idle and the network is not metered, or after a lab
 * has run in the tab, for which most of the site was loaded.
 * @param {() => void} install
 * @param {AbortSignal} signal
 */
export function installWhenIdle(install, signal) {
  const done = new AbortController();
  signal.addEventListener("abort", () => done.abort(), { once: true });
  const once = () => {
    if (done.signal.aborted) return;
    done.abort();
    install();
  };
  document.addEventListener("lab-ran", once, { signal: done.signal });
  whenIdle(once);
}
