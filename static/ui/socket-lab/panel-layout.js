export const PANELS = /** @type {const} */ (["clients", "timeline", "log"]);

/**
 * @typedef {(typeof PANELS)[number]} Name
 *
 * How the learner has laid out the panels.
 * @typedef {object} Layout
 * @property {Name[]} folded
 * @property {Partial<Record<Name, number>>} heights in percent of the lab, so that they
 *   suit another window, too
 */

/**
 * Parses a stored layout. Invalid parts count as absent.
 * @param {string | null} stored
 * @returns {Layout}
 */
export function parseLayout(stored) {
  /** @type {Layout} */
  const layout = { folded: [], heights: {} };
  let value;
  try {
    value = JSON.parse(stored ?? "{}");
  } catch (error) {
    console.info("the stored layout of the panels is invalid and not used", error);
    return layout;
  }
  if (Array.isArray(value?.folded))
    layout.folded = PANELS.filter((name) => value.folded.includes(name));
  for (const name of PANELS) {
    const share = value?.heights?.[name];
    if (typeof share === "number" && share > 0 && share < 100) layout.heights[name] = share;
  }
  return layout;
}
