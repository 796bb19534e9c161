// Reads the snapshots that a learner's page sends. They are another person's data: what has
// another shape than it should have is refused.

/**
 * @import { ShownCheck } from "../exercise/exercise-desk.js"
 * @import { Cut, LookCode, LookSnapshot } from "../class-member/look-snapshot.js"
 * @import { SavedRun } from "../timeline/run-format.js"
 *
 * @typedef {Omit<LookSnapshot, "run"> & { run: SavedRun | null }} Look
 */

import { isResult } from "../exercise/desk-memory.js";
import { read } from "../timeline/run-format.js";

/**
 * @param {any} raw
 * @returns {Look} throws an Error where the snapshot is not valid
 */
export function readLook(raw) {
  const { page, active, lesson, exercise, runsCode, cut } = raw ?? {};
  const isValid = [page, lesson, exercise].every(isString) && isList(cut, isString);
  if (!isValid) throw new Error("not a snapshot");
  const code = raw.code === null ? null : codeFrom(raw.code);
  const check = raw.check === null ? null : checkFrom(raw.check);
  const run = raw.run === "" ? null : read(String(raw.run));
  if (run && runsCode === true && code) run.files = code.files;
  return { page, active: Number(active), lesson, exercise, code, check, run, runsCode, cut };
}

/**
 * @param {any} code
 * @returns {LookCode}
 */
function codeFrom(code) {
  const { label, isOpen, files, opened, changed, problems } = code ?? {};
  const isValid =
    isString(label) &&
    isString(opened) &&
    typeof files === "object" &&
    isList(Object.values(files ?? {}), isString) &&
    isList(changed, isString) &&
    isList(problems, isProblem);
  if (!isValid) throw new Error("not the code of a snapshot");
  return { label, isOpen: isOpen === true, files, opened, changed, problems };
}

/**
 * @param {any} check
 * @returns {ShownCheck}
 */
function checkFrom(check) {
  const { names, results, isOld } = check ?? {};
  const isValid = isList(names, isString) && isList(results, isShown);
  if (!isValid) throw new Error("not the check of a snapshot");
  return { names, results, isOld: isOld === true };
}

/** @param {any} result */
function isShown(result) {
  const { cause = "", source = { file: "", line: 0 } } = result ?? {};
  return isResult(result) && isString(cause) && isString(source.file) && isNumber(source.line);
}

/** @param {any} problem */
function isProblem(problem) {
  const { file, line, column, message } = problem ?? {};
  return isString(file) && isString(message) && isNumber(line) && isNumber(column);
}

/** @param {unknown} value */
function isString(value) {
  return typeof value === "string";
}

/** @param {unknown} value */
function isNumber(value) {
  return Number.isSafeInteger(value);
}

/**
 * @param {unknown} values
 * @param {(value: any) => boolean} isValid
 */
function isList(values, isValid) {
  return Array.isArray(values) && values.every(isValid);
}
