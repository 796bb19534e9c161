// How far a learner is with an exercise. progress.js emits "change" when that changes.

import { changeProgress, loadProgress } from "./progress.js";
import { exerciseRecord, setExercise } from "./progress-format.js";

/** @import { ExerciseRecord } from "./progress-format.js" */

/**
 * @param {string} lesson
 * @param {string} name
 * @returns {ExerciseRecord}
 */
export function exerciseState(lesson, name) {
  return exerciseRecord(loadProgress(), lesson, name);
}

/**
 * @param {string} lesson
 * @param {string[]} names behind a bar a former name, which counts as well
 * @returns {number} how many of them are solved
 */
export function countSolved(lesson, names) {
  const records = loadProgress().exercises.get(lesson);
  return names.filter((name) => name.split("|").some((one) => records?.get(one)?.solved)).length;
}

/**
 * Notes that the learner has begun the exercise. The first time counts.
 * @param {string} lesson
 * @param {string} name
 */
export function noteStart(lesson, name) {
  if (exerciseState(lesson, name).started === null) update(lesson, name, {});
}

/**
 * Notes a run of the checks that has failed. It counts until the exercise is solved.
 * @param {string} lesson
 * @param {string} name
 */
export function noteFailure(lesson, name) {
  const { solved, failures } = exerciseState(lesson, name);
  if (solved === null) update(lesson, name, { failures: failures + 1 });
}

/**
 * Notes that all checks have passed. The first time counts.
 * @param {string} lesson
 * @param {string} name
 */
export function noteSolved(lesson, name) {
  if (exerciseState(lesson, name).solved === null)
    update(lesson, name, { solved: new Date().toISOString() });
}

/**
 * Copies what is stored of an exercise under a former name to its name of today.
 * @param {string} lesson
 * @param {string} name
 * @param {string} formerName
 */
export function adoptFormerExercise(lesson, name, formerName) {
  const { exercises } = loadProgress();
  const former = exercises.get(lesson)?.get(formerName);
  if (!former || exercises.get(lesson)?.has(name)) return;
  changeProgress((all) => setExercise(all, lesson, name, former));
}

/**
 * Changes some of the record. The exercise counts as begun.
 * @param {string} lesson
 * @param {string} name
 * @param {Partial<ExerciseRecord>} changes
 */
function update(lesson, name, changes) {
  changeProgress((all) => {
    const record = exerciseRecord(all, lesson, name);
    const started = record.started ?? new Date().toISOString();
    setExercise(all, lesson, name, { ...record, started, ...changes });
  });
}
