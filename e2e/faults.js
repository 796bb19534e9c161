// The program for the tab with a server in it that does what no server should,
// on request: built once for each of the runner's workers.

import { buildModule } from "../wasm/build.mjs";
import { test as inPlaygrounds } from "./playground.js";

export const test = inPlaygrounds.extend(
  /** @type {import("@playwright/test").Fixtures<{}, { faults: Buffer }>} */ ({
    faults: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright looks for the braces
      async ({}, use) => use(Buffer.from(await buildModule(["faults", "notls"]))),
      { scope: "worker" },
    ],
  }),
);

/**
 * The page is given that program in place of the real one.
 * @param {{ page: import("@playwright/test").Page, faults: Buffer }} with
 */
export function giveFaults({ page, faults }) {
  return page.route("**/static/tab-*.wasm", (route) =>
    route.fulfill({ body: faults, contentType: "application/wasm" }),
  );
}
