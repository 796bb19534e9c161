// The browser in which pages are tested and measured: Debian's Chromium, with no
// traffic of its own. CHROMIUM names another.

import { existsSync } from "node:fs";

/** As people have it. */
export const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** The same engine without what is around the page, which takes a third less of the machine. */
const shell = "/usr/bin/chromium-headless-shell";

/** For tests: the shell, where there is one. */
export const testBrowserPath = !process.env.CHROMIUM && existsSync(shell) ? shell : browserPath;

export const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
