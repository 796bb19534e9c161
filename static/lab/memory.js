// What the page remembers for a learner, on this computer only: the sections
// done, the guesses made, the place where labs run. A browser may refuse to keep anything; the lesson
// works without.

import { Emitter } from "./emitter.js";

const DONE = "socketschool.done";
const GUESS = "socketschool.guess.";
const SCRIPT = "socketschool.script.";
const PLACE = "socketschool.place";
const PANELS = "socketschool.panels";

/** @type {Emitter<{ change: null }>} */
export const progress = new Emitter();

/** @returns {Record<string, string[]>} ids of what is done, by lesson */
function allDone() {
  try {
    return JSON.parse(localStorage.getItem(DONE) ?? "{}");
  } catch (error) {
    console.warn("what was done before cannot be read", error);
    return {};
  }
}

/**
 * @param {string} lesson
 * @param {string[]} tries
 */
export function doneOf(lesson, tries) {
  const done = allDone()[lesson] ?? [];
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
  all[lesson] = [...new Set([...(all[lesson] ?? []), id])];
  keep(DONE, JSON.stringify(all));
  progress.emit("change", null);
}

/**
 * @param {string} lesson
 * @param {string} id
 */
export function guessFor(lesson, id) {
  return kept(`${GUESS}${lesson}.${id}`) ?? "";
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
  return kept(SCRIPT + lesson);
}

/**
 * @param {string} lesson
 * @param {string} text
 */
export function keepScript(lesson, text) {
  keep(SCRIPT + lesson, text);
}

/** Where labs run, as the learner chose; null before that. */
export function placeChosen() {
  return kept(PLACE);
}

/** @param {string} id */
export function keepPlace(id) {
  keep(PLACE, id);
}

/** The heights of the lab's panels, and which are folded; null before a choice. */
export function panelsChosen() {
  return kept(PANELS);
}

/** @param {string} choice */
export function keepPanels(choice) {
  keep(PANELS, choice);
}

/** @param {string} key */
function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch (error) {
    console.warn(`${key} cannot be read`, error);
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
export function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch (error) {
    console.warn(`${key} cannot be kept`, error);
  }
}

/**
 * What outlives a reload of this tab, where the browser lets it.
 * @returns {Pick<Storage, "getItem" | "setItem" | "removeItem">}
 */
export function tabMemory() {
  try {
    return sessionStorage;
  } catch (error) {
    console.warn("this browser keeps nothing for the tab: a reload forgets the lab", error);
    return { getItem: () => null, setItem() {}, removeItem() {} };
  }
}
