// What axe-core finds on a page, in words for a test that fails.

import { AxeBuilder } from "@axe-core/playwright";

/** What colours decide. But for that, the dark theme is the page of the light one. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/** @typedef {"light" | "dark"} Theme */

/** @type {Theme[]} */
export const THEMES = ["light", "dark"];

/**
 * @param {import("@playwright/test").Page} page
 * @param {object} [options]
 * @param {Theme} [options.theme] dark where the light one is tested as well
 * @param {string[]} [options.inside] selectors: where the rest of the page is as it was
 */
export async function findings(page, { theme = "light", inside = [] } = {}) {
  // No page of ours has frames, and of what is as it should be no account is needed.
  let axe = new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ["violations"], iframes: false });
  for (const part of inside) axe = axe.include(part);
  if (theme === "dark") axe = axe.withRules(OF_COLOURS);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(", ")}`);
}
