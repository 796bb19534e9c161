// What the page remembers for a learner, on this computer only: the sections
// done, the guesses made, the place where labs run. Where the browser refuses to
// store it, the page works without (storage.js).

import { Emitter } from "./emitter.js";
import { isText, local, session } from "./storage.js";

const DONE = "socketschool.done";
const GUESS = "socketschool.guess.";
const JUDGED = "socketschool.judged.";
const SCRIPT = "socketschool.script.";
const EARLIER = "socketschool.earlier-scripts.";
const PLACE = "socketschool.place";
const PANELS = "socketschool.panels";
const VIEW = "socketschool.view";

/** @type {Emitter<{ change: null }>} */
export const progress = new Emitter();

/** @returns {Map<string, string[]>} ids of what is done, by lesson */
function allDone() {
  return parseDone(local.getItem(DONE));
}

/**
 * Parses the stored progress. What has another shape counts as absent.
 * @param {string | null} stored
 * @returns {Map<string, string[]>}
 */
export function parseDone(stored) {
  let value;
  try {
    value = JSON.parse(stored ?? "{}");
  } catch {
    return new Map();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([lesson, ids]) =>
      Array.isArray(ids) ? [[lesson, ids.filter(isText)]] : [],
    ),
  );
}

/**
 * @param {string} lesson
 * @param {string[]} tries
 */
export function doneOf(lesson, tries) {
  const done = allDone().get(lesson) ?? [];
  return tries.filter((id) => done.includes(id)).length;
}

/**
 * @param {string} lesson
 * @param {string} id
 */
export function isDone(lesson, id) {
  return doneOf(lesson, [id]) === 1;
}

/**
 * @param {string} lesson
 * @param {string} id
 */
export function markDone(lesson, id) {
  const all = allDone();
  all.set(lesson, [...new Set([...(all.get(lesson) ?? []), id])]);
  keep(DONE, JSON.stringify(Object.fromEntries(all)));
  progress.emit("change", null);
}

/**
 * @param {string} lesson
 * @param {string} id
 * @returns {string} how the learner judged the guess, "" where they have not
 */
export function judgementOf(lesson, id) {
  return local.getItem(`${JUDGED}${lesson}.${id}`) ?? "";
}

/**
 * @param {string} lesson
 * @param {string} id
 * @param {string} judgement
 */
export function keepJudgement(lesson, id, judgement) {
  keep(`${JUDGED}${lesson}.${id}`, judgement);
}

/**
 * @param {string} lesson
 * @param {string} id
 */
export function guessFor(lesson, id) {
  return local.getItem(`${GUESS}${lesson}.${id}`) ?? "";
}

/**
 * @param {string} lesson
 * @param {string} id
 * @param {string} text
 */
export function keepGuess(lesson, id, text) {
  keep(`${GUESS}${lesson}.${id}`, text);
}

/**
 * The conversation that a learner has written, null where there is none yet.
 * @param {string} lesson
 */
export function scriptFor(lesson) {
  return local.getItem(SCRIPT + lesson);
}

/**
 * @param {string} lesson
 * @param {string} text
 */
export function keepScript(lesson, text) {
  keep(SCRIPT + lesson, text);
}

/**
 * @param {string} lesson
 * @returns {string[]} scripts that a Try it's steps have replaced, the newest last
 */
export function earlierScripts(lesson) {
  try {
    const stored = JSON.parse(local.getItem(EARLIER + lesson) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isText) : [];
  } catch {
    return [];
  }
}

/**
 * @param {string} lesson
 * @param {string[]} scripts
 */
export function keepEarlierScripts(lesson, scripts) {
  keep(EARLIER + lesson, JSON.stringify(scripts));
}

/** Where labs run, as the learner chose; null before that. */
export function placeChosen() {
  return local.getItem(PLACE);
}

/** @param {string} id */
export function keepPlace(id) {
  keep(PLACE, id);
}

/** The heights of the lab's panels, and which are folded; null before a choice. */
export function panelsChosen() {
  return local.getItem(PANELS);
}

/** @param {string} choice */
export function keepPanels(choice) {
  keep(PANELS, choice);
}

/**
 * Which view of a page was shown on a phone, and where each was scrolled to.
 * @typedef {{ view: "lesson" | "lab", positions: { lesson?: number, lab?: number } }} KeptView
 */

/**
 * @param {string} path of the page
 * @param {KeptView} view
 */
export function keepView(path, view) {
  session.setItem(VIEW, JSON.stringify({ path, ...view }));
}

/**
 * @param {string} path of the page
 * @returns {KeptView | null} null where nothing valid is kept for this page
 */
export function viewKept(path) {
  let kept;
  try {
    kept = JSON.parse(session.getItem(VIEW) ?? "null");
  } catch {
    return null;
  }
  if (kept?.path !== path || (kept.view !== "lesson" && kept.view !== "lab")) return null;
  const { lesson, lab } = kept.positions ?? {};
  return { view: kept.view, positions: { lesson: Number(lesson) || 0, lab: Number(lab) || 0 } };
}

/**
 * @param {string} key
 * @param {string} value
 */
export function keep(key, value) {
  local.setItem(key, value);
}

/**
 * What outlives a reload of this tab, where the browser lets it.
 * @returns {Pick<Storage, "getItem" | "setItem" | "removeItem">}
 */
export function tabMemory() {
  return session;
}
