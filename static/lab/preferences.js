// How a learner has set up the page, stored in this browser only.

import { localStore, sessionStore } from "../core/storage.js";

const THEME = "socketschool.theme";
const SPLIT = "socketschool.split";
const TRANSPORT = "socketschool.place";
const PANELS = "socketschool.panels";
const RESULTS = "socketschool.results";
const VIEW = "socketschool.view";
const OPEN_PANELS = "socketschool.open-panels";

/** The lesson's share of the width, in percent. */
export const MIN_SPLIT = 25;
export const MAX_SPLIT = 70;

/** @returns {"light" | "dark" | null} null for the theme of the system */
export function loadTheme() {
  const theme = localStore.getItem(THEME);
  return theme === "light" || theme === "dark" ? theme : null;
}

/** @param {string} theme */
export function saveTheme(theme) {
  localStore.setItem(THEME, theme);
}

/** @returns {number | null} the lesson's share of the width in percent, null for the default */
export function loadSplit() {
  const split = Number(localStore.getItem(SPLIT));
  return split >= MIN_SPLIT && split <= MAX_SPLIT ? split : null;
}

/** @param {number | null} split percent, null for the default */
export function saveSplit(split) {
  localStore.setItem(SPLIT, split === null ? "" : String(split));
}

/** @returns {string | null} id of the chosen transport, null before a choice */
export function loadTransport() {
  return localStore.getItem(TRANSPORT);
}

/** @param {string} id */
export function saveTransport(id) {
  localStore.setItem(TRANSPORT, id);
}

/** @returns {string | null} the layout of the lab's panels, null before a choice */
export function loadPanels() {
  return localStore.getItem(PANELS);
}

/** @param {string} layout */
export function savePanels(layout) {
  localStore.setItem(PANELS, layout);
}

/**
 * @param {string} name of a side panel
 * @returns {boolean} whether it was open in this tab before a reload
 */
export function loadPanelOpen(name) {
  return openPanels().includes(name);
}

/**
 * @param {string} name of a side panel
 * @param {boolean} open
 */
export function savePanelOpen(name, open) {
  const others = openPanels().filter((other) => other !== name);
  sessionStore.setItem(OPEN_PANELS, [...others, ...(open ? [name] : [])].join(","));
}

function openPanels() {
  return (sessionStore.getItem(OPEN_PANELS) ?? "").split(",");
}

/** @returns {number | null} the share of the height that a check's results have, null for the default */
export function loadResultsHeight() {
  const share = Number(localStore.getItem(RESULTS));
  return share > 0 && share <= 100 ? share : null;
}

/** @param {number | null} share percent, null for the default */
export function saveResultsHeight(share) {
  localStore.setItem(RESULTS, share === null ? "" : String(share));
}

/**
 * The view of a page that a phone shows, and the scroll position of each.
 * @typedef {{ view: "lesson" | "lab", positions: { lesson?: number, lab?: number } }} SavedView
 */

/**
 * @param {string} path of the page
 * @param {SavedView} view
 */
export function saveView(path, view) {
  sessionStore.setItem(VIEW, JSON.stringify({ path, ...view }));
}

/**
 * @param {string} path of the page
 * @returns {SavedView | null} null where none that is valid is stored for this page
 */
export function loadView(path) {
  let stored;
  try {
    stored = JSON.parse(sessionStore.getItem(VIEW) ?? "null");
  } catch {
    return null;
  }
  if (stored?.path !== path || (stored.view !== "lesson" && stored.view !== "lab")) return null;
  const { lesson, lab } = stored.positions ?? {};
  return { view: stored.view, positions: { lesson: Number(lesson) || 0, lab: Number(lab) || 0 } };
}
