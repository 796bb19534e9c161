// The browser in which pages are tested and measured: Debian's Chromium, with no
// traffic of its own. CHROMIUM names another.

import { existsSync } from "node:fs";

/** The browser that figures are measured in. */
export const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** The same engine without windows, tabs and menus. A test takes a third less of the processor. */
const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";

/** The browser that tests run in. */
export const testedPath =
  process.env.CHROMIUM ?? (existsSync(HEADLESS_SHELL) ? HEADLESS_SHELL : executablePath);

/**
 * What a window brings with it and no page needs: a renderer for the address bar's popup and one
 * in reserve took a quarter of the tests' processor time.
 */
const NOT_NEEDED = ["WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"];

/** Of what Playwright turns off itself, where the last such switch counts, what pages could notice. */
const AS_PLAYWRIGHT = [
  "AimEnabled",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
];

export const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-features=${[...NOT_NEEDED, ...AS_PLAYWRIGHT].join(",")}`,
];
