// What axe-core finds on a page, in words for a test that fails.

import { AxeBuilder } from "@axe-core/playwright";

/** What colours decide. But for that, the dark theme is the page of the light one. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/**
 * Analyses a page in the light theme, then in the dark one, and leaves it in light.
 * @param {import("@playwright/test").Page} page
 * @param {object} [options]
 * @param {string[]} [options.inside] selectors: where the rest of the page is as it was
 */
export async function findings(page, { inside = [] } = {}) {
  const light = await analyze(page, inside, []);
  await setTheme(page, "dark");
  const dark = await analyze(page, inside, OF_COLOURS);
  await setTheme(page, "light");
  return [...light, ...dark.map((finding) => `dark: ${finding}`)];
}

/**
 * @param {import("@playwright/test").Page} page
 * @param {string[]} inside
 * @param {string[]} rules none: all of them
 */
async function analyze(page, inside, rules) {
  // No page of ours has frames, and of what is as it should be no account is needed.
  let axe = new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ["violations"], iframes: false });
  for (const part of inside) axe = axe.include(part);
  if (rules.length > 0) axe = axe.withRules(rules);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(", ")}`);
}

/**
 * @param {import("@playwright/test").Page} page
 * @param {"light" | "dark"} colorScheme
 */
async function setTheme(page, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(() => {
    for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
  });
}
