// What a learner does next, in a lesson and in the course.

import { exerciseState } from "./exercise-progress.js";
import { isDone, loadProgress } from "./progress.js";

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
 *
 * @typedef {Step & { lesson: string, tryIts: string[], exercises: ExerciseStep[] }} CourseLesson
 *   lesson: its slug; tryIts: ids in their order
 *
 * isBegun: the learner is in the midst of it.
 * @typedef {Step & { kind: "exercise" | "lesson", isBegun: boolean }} NextStep
 */

/**
 * Returns the first exercise that is not solved, else the next lesson, else null. The
 * exercises after one come before those in front of it, which the learner has skipped.
 * @param {LessonSteps} steps
 * @param {string} [after] name of the exercise that the learner has just done
 * @returns {NextStep | null}
 */
export function nextStep({ lesson, exercises, nextLesson }, after) {
  const at = exercises.findIndex(({ name }) => name === after);
  const ordered = [...exercises.slice(at + 1), ...exercises.slice(0, Math.max(at, 0))];
  const next = ordered.find(({ name }) => exerciseState(lesson, name).solved === null);
  if (next) return exerciseStep(lesson, next);
  if (!nextLesson) return null;
  const { title, href } = nextLesson;
  return { kind: "lesson", title, href, isBegun: false };
}

/**
 * Returns what comes after that which the learner has done last: an exercise until it is
 * solved, the next Try it of the lesson, or else the next step in the lesson.
 * @param {CourseLesson[]} lessons in their order
 * @returns {NextStep | null} null before anything is done, and after all is
 */
export function courseStep(lessons) {
  const last = lastDone(lessons);
  if (!last) return null;
  const { lesson, title, href, exercises, tryIts } = last.lesson;
  if (last.exercise) {
    const { name } = last.exercise;
    if (exerciseState(lesson, name).solved === null) return exerciseStep(lesson, last.exercise);
  } else {
    const at = tryIts.indexOf(last.tryIt);
    const ordered = [...tryIts.slice(at + 1), ...tryIts.slice(0, at)];
    const next = ordered.find((id) => !isDone(lesson, id));
    if (next) return { kind: "lesson", title, href: `${href}#${next}`, isBegun: true };
  }
  const nextLesson = lessons[lessons.indexOf(last.lesson) + 1] ?? null;
  return nextStep({ lesson, exercises, nextLesson }, last.exercise?.name);
}

/**
 * @param {CourseLesson[]} lessons
 * @returns {{ lesson: CourseLesson, time: string, tryIt: string, exercise: ExerciseStep | null }
 *   | null} the newest Try it or exercise; of several of one time, or of unknown time, the last
 */
function lastDone(lessons) {
  const { tryIts } = loadProgress();
  const all = lessons.flatMap((lesson) => [
    ...lesson.tryIts.flatMap((tryIt) => {
      const time = tryIts.get(lesson.lesson)?.get(tryIt);
      return time === undefined ? [] : [{ lesson, time: time ?? "", tryIt, exercise: null }];
    }),
    ...lesson.exercises.flatMap((exercise) => {
      const { started, solved } = exerciseState(lesson.lesson, exercise.name);
      const time = solved ?? started;
      return time === null ? [] : [{ lesson, time, tryIt: "", exercise }];
    }),
  ]);
  return all.reduce(
    (newest, one) => (newest && newest.time > one.time ? newest : one),
    /** @type {(typeof all)[number] | null} */ (null),
  );
}

/**
 * @param {string} lesson
 * @param {ExerciseStep} exercise
 * @returns {NextStep}
 */
function exerciseStep(lesson, { name, title, href }) {
  const isBegun = exerciseState(lesson, name).started !== null;
  return { kind: "exercise", title, href, isBegun };
}
