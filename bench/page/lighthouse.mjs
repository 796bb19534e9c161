// Lighthouse's four categories, as it measures by itself: a slow phone on a
// slow network, simulated.

import { createServer } from "node:net";

/** @typedef {{ title: string, score: number }} Category */

const PAGES = (/** @type {import("./measures.mjs").Place} */ place) => [
  ["home, on the host", `${place.host}/`],
  ["lesson, on the host", `${place.host}/lessons/echo`],
  ["home, static site", `${place.site}/`],
  ["lesson, static site", `${place.site}/lessons/echo/`],
];

/**
 * @param {import("./measures.mjs").Place} place
 * @returns {Promise<import("./measures.mjs").Row[]>}
 */
export async function lighthouse(place) {
  // Installed by the task alone, so the type checker of CI has not seen it.
  const { default: measure } = await import(/** @type {string} */ ("lighthouse"));
  const rows = [];
  for (const [name, url] of PAGES(place)) {
    const port = await freePort();
    const browser = await place.launch([`--remote-debugging-port=${port}`]);
    try {
      const result = await measure(url, { port, logLevel: "error" });
      for (const { title, score } of /** @type {Category[]} */ (
        Object.values(result.lhr.categories)
      )) {
        rows.push({
          what: `Lighthouse, ${name}: ${title}`,
          figure: Math.round(score * 100),
          unit: "",
          least: 98,
        });
      }
    } finally {
      await browser.close();
    }
  }
  return rows;
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
