// What a learner has done, stored in this browser only: the Try its that have
// succeeded, the exercises (exercise-progress.js), the guesses and their judgements, and
// the scripts.

import { Emitter } from "../core/emitter.js";
import { isText, localStore } from "../core/storage.js";
import {
  formatProgress,
  mergeProgress,
  noProgress,
  parseProgress,
  recordTryIt,
} from "./progress-format.js";

/** @import { Progress } from "./progress-format.js" */

const PROGRESS = "socketschool.progress";
const UNREAD = "socketschool.progress.unread";
const DONE = "socketschool.done"; // where version 0 kept ids of Try its, without times
const GUESS = "socketschool.guess.";
const JUDGEMENT = "socketschool.judged.";
const SCRIPT = "socketschool.script.";
const EARLIER_SCRIPTS = "socketschool.earlier-scripts.";

/** @type {Emitter<{ change: null }>} a Try it or an exercise has another state */
export const progress = new Emitter();

/** @returns {Progress} what is stored, that of version 0 included */
export function loadProgress() {
  const loaded = noProgress();
  mergeProgress(loaded, parseDone(localStore.getItem(DONE)));
  try {
    const stored = localStore.getItem(PROGRESS);
    if (stored !== null) mergeProgress(loaded, parseProgress(stored));
  } catch {} // changeProgress keeps the text
  return loaded;
}

/**
 * Changes what is stored and emits "change". Text that this version does not read is kept
 * under another key.
 * @param {(progress: Progress) => void} change
 * @returns {boolean} whether the browser has stored it
 */
export function changeProgress(change) {
  const loaded = loadProgress();
  change(loaded);
  const stored = localStore.getItem(PROGRESS);
  if (stored !== null && !isReadable(stored)) localStore.setItem(UNREAD, stored);
  const isStored = localStore.setItem(PROGRESS, formatProgress(loaded));
  if (isStored) localStore.removeItem(DONE);
  progress.emit("change", null);
  return isStored;
}

/** @param {string} text */
function isReadable(text) {
  try {
    parseProgress(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Parses the stored progress of version 0: ids of Try its by lesson. A value of another
 * shape counts as absent.
 * @param {string | null} stored
 * @returns {Progress}
 */
export function parseDone(stored) {
  const done = noProgress();
  let value;
  try {
    value = JSON.parse(stored ?? "{}");
  } catch {
    return done;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return done;
  for (const [lesson, ids] of Object.entries(value)) {
    if (!isText(lesson) || !Array.isArray(ids)) continue;
    for (const id of ids.filter(isText)) recordTryIt(done, lesson, id, null);
  }
  return done;
}

/**
 * @param {string} lesson
 * @param {string[]} tries ids of Try its; behind a bar a former id, which counts as well
 * @returns {number} how many of them are done
 */
export function countDone(lesson, tries) {
  const done = loadProgress().tryIts.get(lesson);
  return tries.filter((ids) => ids.split("|").some((id) => done?.has(id))).length;
}

/**
 * @param {string} lesson
 * @param {string} id
 */
export function isDone(lesson, id) {
  return countDone(lesson, [id]) === 1;
}

/**
 * @param {string} lesson
 * @param {string} id
 */
export function markDone(lesson, id) {
  if (loadProgress().tryIts.get(lesson)?.has(id)) return;
  changeProgress((all) => recordTryIt(all, lesson, id, new Date().toISOString()));
}

/**
 * Copies what is stored of a Try it under a former id to its id of today.
 * @param {string} lesson
 * @param {string} id
 * @param {string} formerId
 */
export function adoptFormerProgress(lesson, id, formerId) {
  const done = loadProgress().tryIts.get(lesson);
  const time = done?.get(formerId);
  if (time !== undefined && !done?.has(id)) {
    changeProgress((all) => recordTryIt(all, lesson, id, time));
  }
  if (loadGuess(lesson, id) !== "" || loadGuess(lesson, formerId) === "") return;
  saveGuess(lesson, id, loadGuess(lesson, formerId));
  saveJudgement(lesson, id, loadJudgement(lesson, formerId));
}

/**
 * @param {string} lesson
 * @param {string} id
 * @returns {string} how the learner has judged the guess, empty before that
 */
export function loadJudgement(lesson, id) {
  return localStore.getItem(`${JUDGEMENT}${lesson}.${id}`) ?? "";
}

/**
 * @param {string} lesson
 * @param {string} id
 * @param {string} judgement
 */
export function saveJudgement(lesson, id, judgement) {
  localStore.setItem(`${JUDGEMENT}${lesson}.${id}`, judgement);
}

/**
 * @param {string} lesson
 * @param {string} id
 */
export function loadGuess(lesson, id) {
  return localStore.getItem(`${GUESS}${lesson}.${id}`) ?? "";
}

/**
 * @param {string} lesson
 * @param {string} id
 * @param {string} text
 */
export function saveGuess(lesson, id, text) {
  localStore.setItem(`${GUESS}${lesson}.${id}`, text);
}

/**
 * @param {string} lesson
 * @returns {string | null} the script that the learner has written, null before that
 */
export function loadScript(lesson) {
  return localStore.getItem(SCRIPT + lesson);
}

/**
 * @param {string} lesson
 * @param {string} text
 */
export function saveScript(lesson, text) {
  localStore.setItem(SCRIPT + lesson, text);
}

/**
 * @param {string} lesson
 * @returns {string[]} scripts that those of Try its have replaced, the newest last
 */
export function loadEarlierScripts(lesson) {
  try {
    const stored = JSON.parse(localStore.getItem(EARLIER_SCRIPTS + lesson) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isText) : [];
  } catch {
    return [];
  }
}

/**
 * @param {string} lesson
 * @param {string[]} scripts
 */
export function saveEarlierScripts(lesson, scripts) {
  localStore.setItem(EARLIER_SCRIPTS + lesson, JSON.stringify(scripts));
}
