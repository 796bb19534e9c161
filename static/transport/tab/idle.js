// When a page may fetch what nobody has asked for yet: after all that somebody
// has, while nothing else is going on, and where it costs the reader nothing.

/**
 * @typedef {object} Connection the Network Information API's, which not every browser has
 * @property {boolean} [saveData]
 * @property {string} [type]
 * @property {string} [effectiveType]
 */

/**
 * Where it cannot be known, it may well be metered.
 * @param {{ connection?: Connection }} [about]
 */
export function unmetered({ connection } = /** @type {object} */ (navigator)) {
  if (!connection || connection.saveData || connection.type === "cellular") return false;
  return connection.effectiveType === "4g";
}

/** @param {() => void} work done once, or never where it may cost the reader */
export function whenIdle(work) {
  if (!("requestIdleCallback" in globalThis)) return;
  const wait = () => {
    requestIdleCallback(() => {
      if (unmetered()) work();
    });
  };
  if (document.readyState === "complete") wait();
  else addEventListener("load", wait, { once: true });
}
