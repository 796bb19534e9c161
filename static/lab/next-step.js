// What a learner does next in a lesson.

import { exerciseState } from "./exercise-progress.js";

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {string} href
 *
 * @typedef {Step & { name: string }} ExerciseStep
 *
 * @typedef {object} LessonSteps what a lesson leads on to
 * @property {string} lesson its slug
 * @property {ExerciseStep[]} exercises in their order
 * @property {Step | null} nextLesson null after the last one
 */

/**
 * Returns the first exercise that is not solved, else the next lesson, else null. The
 * exercises after one come before those in front of it, which the learner has skipped.
 * @param {LessonSteps} steps
 * @param {string} [after] name of the exercise that the learner has just done
 * @returns {(Step & { kind: "exercise" | "lesson" }) | null}
 */
export function nextStep({ lesson, exercises, nextLesson }, after) {
  const at = exercises.findIndex(({ name }) => name === after);
  const ordered = [...exercises.slice(at + 1), ...exercises.slice(0, Math.max(at, 0))];
  const exercise = ordered.find(({ name }) => exerciseState(lesson, name).solved === null);
  if (exercise) return { kind: "exercise", title: exercise.title, href: exercise.href };
  return nextLesson && { kind: "lesson", title: nextLesson.title, href: nextLesson.href };
}
