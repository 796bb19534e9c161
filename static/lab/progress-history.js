// What a learner has done, as a list, and as a file that is exported and imported.

import { changeProgress, loadProgress } from "./progress.js";
import { formatProgress, mergeProgress, parseProgress } from "./progress-format.js";

/**
 * @import { Progress, Time } from "./progress-format.js"
 *
 * @typedef {object} LessonTitles
 * @property {string} slug
 * @property {string} title
 * @property {string} href
 * @property {Record<string, string>} tryIts titles by id
 * @property {Record<string, string>} exercises titles by name
 * @property {Record<string, string>} [former] ids and names of today by former ones
 *
 * @typedef {object} Done
 * @property {"tried" | "solved" | "begun"} what
 * @property {Time} time
 * @property {string} title
 * @property {string} href
 * @property {string} lesson its title
 */

/**
 * @param {LessonTitles[]} lessons
 * @returns {Done[]} the newest first, those of unknown time last; what has no title is
 *   left out
 */
export function listDone(lessons) {
  const { tryIts, exercises } = loadProgress();
  /** @type {Map<string, Done>} by address: an id and its former one have the same */
  const all = new Map();
  for (const lesson of lessons) {
    const today = (/** @type {string} */ name) => own(lesson.former ?? {}, name) ?? name;
    for (const [stored, time] of tryIts.get(lesson.slug) ?? []) {
      const id = today(stored);
      const title = own(lesson.tryIts, id);
      if (title === undefined) continue;
      const href = `${lesson.href}#${id}`;
      const existing = all.get(href);
      if (existing?.time && (time === null || existing.time < time)) continue;
      all.set(href, { what: "tried", time, title, href, lesson: lesson.title });
    }
    for (const [stored, { started, solved }] of exercises.get(lesson.slug) ?? []) {
      const name = today(stored);
      const title = own(lesson.exercises, name);
      const time = solved ?? started;
      if (title === undefined || time === null) continue;
      const href = `${lesson.href}#exercise-${name}`;
      const what = solved === null ? "begun" : "solved";
      if (all.get(href)?.what === "solved" && what === "begun") continue;
      all.set(href, { what, time, title, href, lesson: lesson.title });
    }
  }
  return [...all.values()].sort((a, b) => compare(b.time ?? "", a.time ?? ""));
}

/** @returns {string} content of the file that the learner keeps */
export function exportProgress() {
  return `${formatProgress(loadProgress())}\n`;
}

/**
 * Adds the progress of a file to what is stored. Throws a ProgressFormatError, and
 * changes nothing, where the text is no progress.
 * @param {string} text
 * @returns {{ tryIts: number, solved: number, isStored: boolean }} how many are new, and
 *   whether the browser has stored them
 */
export function importProgress(text) {
  const imported = parseProgress(text);
  const before = countAll(loadProgress());
  const isStored = changeProgress((all) => mergeProgress(all, imported));
  const after = countAll(loadProgress());
  return {
    tryIts: after.tryIts - before.tryIts,
    solved: after.solved - before.solved,
    isStored,
  };
}

/** @param {Progress} progress */
function countAll({ tryIts, exercises }) {
  const records = [...exercises.values()].flatMap((by) => [...by.values()]);
  return {
    tryIts: [...tryIts.values()].reduce((sum, { size }) => sum + size, 0),
    solved: records.filter(({ solved }) => solved !== null).length,
  };
}

/**
 * @param {Record<string, string>} record
 * @param {string} key
 */
function own(record, key) {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/**
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
