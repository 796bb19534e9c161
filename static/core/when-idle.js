// When a page may load what is not needed yet: after everything else, while the page is
// idle, and on a network that is not metered.

/**
 * @typedef {object} Connection the Network Information API's, which not every browser has
 * @property {boolean} [saveData]
 * @property {string} [type]
 * @property {string} [effectiveType]
 */

/**
 * Reports whether the network is known not to be metered.
 * @param {{ connection?: Connection }} [navigator]
 */
export function unmetered({ connection } = /** @type {object} */ (navigator)) {
  if (!connection || connection.saveData || connection.type === "cellular") return false;
  return connection.effectiveType === "4g";
}

/** @param {() => void} work called once, or never where the network may be metered */
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
