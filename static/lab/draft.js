// What a learner has changed in a lesson's program, stored in this browser only. There
// is a draft for each lesson and each exercise.

import { isText, localStore } from "../core/storage.js";

/**
 * @import { Files } from "../transport/builder.js"
 *
 * @typedef {object} Draft
 * @property {Files} files the changed ones
 * @property {Files} base the lesson's version of these files when the learner began
 * @property {boolean} [damaged] whether something that is stored is not in files or base
 */

const DRAFT = "socketschool.draft.";

/** @param {string} key `lesson` or `lesson/exercise` */
export function storageKey(key) {
  return DRAFT + key;
}

/**
 * @param {string} key `lesson` or `lesson/exercise`
 * @returns {string} the key of the draft from before the last reset
 */
export function resetKey(key) {
  return `${key} before reset`;
}

/**
 * @param {string} key `lesson` or `lesson/exercise`
 * @returns {string} the key of the text that was stored as a draft and is none
 */
export function damagedKey(key) {
  return `${key} damaged`;
}

/**
 * @param {string} key `lesson` or `lesson/exercise`
 * @returns {string} the key of the drafts that were replaced before the last reset
 */
function earlierKey(key) {
  return storageKey(`${key} earlier`);
}

/**
 * @param {string} key `lesson` or `lesson/exercise`
 * @returns {Draft[]} those that were replaced before the last reset, the newest first
 */
export function loadEarlier(key) {
  try {
    const stored = JSON.parse(localStore.getItem(earlierKey(key)) ?? "[]");
    if (!Array.isArray(stored)) return [];
    return stored.map((each) => parseDraft(JSON.stringify(each))).filter((each) => !each.damaged);
  } catch {
    return [];
  }
}

/**
 * @param {string} key `lesson` or `lesson/exercise`
 * @param {Draft[]} drafts
 */
export function saveEarlier(key, drafts) {
  if (drafts.length === 0) localStore.removeItem(earlierKey(key));
  else localStore.setItem(earlierKey(key), JSON.stringify(drafts));
}

/**
 * @param {string} key `lesson` or `lesson/exercise`
 * @returns {Draft} what can be read of it
 */
export function loadDraft(key) {
  return parseDraft(localStore.getItem(storageKey(key)));
}

/**
 * @param {string | null} stored
 * @returns {Draft} what can be read of it; none where nothing is stored
 */
export function parseDraft(stored) {
  if (stored === null) return { files: {}, base: {} };
  try {
    const { files, base = {} } = JSON.parse(stored);
    if (!isObject(files) || !isObject(base)) throw new Error("not a draft");
    const draft = { files: onlyTexts(files), base: onlyTexts(base) };
    const isWhole = count(files) === count(draft.files) && count(base) === count(draft.base);
    return isWhole ? draft : { ...draft, damaged: true };
  } catch {
    return { files: {}, base: {}, damaged: true };
  }
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {object} values */
function count(values) {
  return Object.keys(values).length;
}

/** @param {Record<string, unknown>} values */
function onlyTexts(values) {
  return Object.fromEntries(
    Object.entries(values).filter(
      /** @returns {entry is [string, string]} */ (entry) => isText(entry[1]),
    ),
  );
}

/**
 * @param {string} key `lesson` or `lesson/exercise`
 * @param {Files} files the changed ones; none removes the draft
 * @param {Files} base all files of the lesson's version that they were made from
 * @returns {boolean} whether the browser has stored it
 */
export function saveDraft(key, files, base) {
  const names = Object.keys(files);
  if (names.length === 0) return localStore.removeItem(storageKey(key));
  const bases = Object.fromEntries(names.map((name) => [name, base[name] ?? ""]));
  return localStore.setItem(storageKey(key), JSON.stringify({ files, base: bases }));
}

/**
 * @param {Files} files
 * @param {Files} original
 * @returns {Files} those that differ
 */
export function changedFiles(files, original) {
  return Object.fromEntries(
    Object.entries(files).filter(([name, text]) => text !== original[name]),
  );
}

/**
 * Reports whether the lesson's version of a changed file is another one than when the
 * learner began. A draft from before drafts had a base is made from the present one.
 * @param {Draft} draft
 * @param {Files} original
 */
export function isOutdated({ files, base }, original) {
  return Object.keys(files).some((name) => name in base && base[name] !== original[name]);
}
