// The format of a learner's progress, in this browser and in a file: docs/protocol.md.

import { isText } from "../core/storage.js";

/**
 * @typedef {string | null} Time ISO 8601 in UTC; null: done, and when is not known
 *
 * @typedef {object} ExerciseRecord
 * @property {string | null} started ISO 8601 in UTC; null before it
 * @property {string | null} solved when first; null before it
 * @property {number} failures runs of the checks that failed before it was solved
 *
 * @typedef {object} Progress
 * @property {Map<string, Map<string, Time>>} tryIts by lesson and id: when it was first done
 * @property {Map<string, Map<string, ExerciseRecord>>} exercises by lesson and name
 */

const VERSION = 1;

/** @returns {Progress} */
export function noProgress() {
  return { tryIts: new Map(), exercises: new Map() };
}

/** The text is no progress that this version reads. Its message is for the learner. */
export class ProgressFormatError extends Error {}

/**
 * Parses progress. Entries of another shape are left out.
 * @param {string} text
 * @returns {Progress}
 * @throws {ProgressFormatError}
 */
export function parseProgress(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProgressFormatError("It is damaged, or no file of Socket School.");
  }
  if (!isObject(value) || value.socketschool !== "progress") {
    throw new ProgressFormatError("It holds no progress of Socket School.");
  }
  if (value.version !== VERSION) {
    throw new ProgressFormatError("It comes from another version of Socket School.");
  }
  return {
    tryIts: parseLessons(value.tryIts, (time) => (time === null ? null : parseTime(time))),
    exercises: parseLessons(value.exercises, parseExercise),
  };
}

/**
 * @param {Progress} progress
 * @returns {string}
 */
export function formatProgress({ tryIts, exercises }) {
  const lessons = (/** @type {Map<string, Map<string, unknown>>} */ all) =>
    Object.fromEntries(Array.from(all, ([lesson, by]) => [lesson, Object.fromEntries(by)]));
  return JSON.stringify({
    socketschool: "progress",
    version: VERSION,
    tryIts: lessons(tryIts),
    exercises: lessons(exercises),
  });
}

/**
 * Adds progress from elsewhere. Nothing that was done is lost: of two times the earlier
 * one counts, of two numbers of failures the larger one.
 * @param {Progress} into changed in place
 * @param {Progress} from
 */
export function mergeProgress(into, from) {
  for (const [lesson, times] of from.tryIts) {
    for (const [id, time] of times) recordTryIt(into, lesson, id, time);
  }
  for (const [lesson, records] of from.exercises) {
    for (const [name, record] of records) {
      const existing = exerciseRecord(into, lesson, name);
      setExercise(into, lesson, name, {
        started: earlier(existing.started, record.started),
        solved: earlier(existing.solved, record.solved),
        failures: Math.max(existing.failures, record.failures),
      });
    }
  }
}

/**
 * @param {Progress} progress changed in place
 * @param {string} lesson
 * @param {string} id
 * @param {Time} time
 */
export function recordTryIt({ tryIts }, lesson, id, time) {
  const times = tryIts.get(lesson) ?? new Map();
  tryIts.set(lesson, times.set(id, earlier(times.get(id) ?? null, time)));
}

/**
 * @param {Progress} progress
 * @param {string} lesson
 * @param {string} name
 * @returns {ExerciseRecord}
 */
export function exerciseRecord({ exercises }, lesson, name) {
  return exercises.get(lesson)?.get(name) ?? { started: null, solved: null, failures: 0 };
}

/**
 * @param {Progress} progress changed in place
 * @param {string} lesson
 * @param {string} name
 * @param {ExerciseRecord} record
 */
export function setExercise({ exercises }, lesson, name, record) {
  exercises.set(lesson, (exercises.get(lesson) ?? new Map()).set(name, record));
}

/**
 * @param {Time} a
 * @param {Time} b
 * @returns {Time} the known one, or the earlier one of two
 */
function earlier(a, b) {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

/**
 * @template T
 * @param {unknown} value
 * @param {(entry: unknown) => T | undefined} parseEntry undefined leaves the entry out
 * @returns {Map<string, Map<string, T>>}
 */
function parseLessons(value, parseEntry) {
  /** @type {Map<string, Map<string, T>>} */
  const lessons = new Map();
  for (const [lesson, entries] of textEntries(value)) {
    /** @type {Map<string, T>} */
    const parsed = new Map();
    for (const [name, entry] of textEntries(entries)) {
      const one = parseEntry(entry);
      if (one !== undefined) parsed.set(name, one);
    }
    if (parsed.size > 0) lessons.set(lesson, parsed);
  }
  return lessons;
}

/** @param {unknown} value */
function textEntries(value) {
  return isObject(value) ? Object.entries(value).filter(([key]) => isText(key)) : [];
}

/**
 * @param {unknown} value
 * @returns {ExerciseRecord | undefined}
 */
function parseExercise(value) {
  if (!isObject(value)) return undefined;
  const { failures } = value;
  return {
    started: parseTime(value.started) ?? null,
    solved: parseTime(value.solved) ?? null,
    failures: Number.isSafeInteger(failures) && Number(failures) > 0 ? Number(failures) : 0,
  };
}

/**
 * @param {unknown} value
 * @returns {string | undefined} in one format, so that times compare as texts
 */
function parseTime(value) {
  if (!isText(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
