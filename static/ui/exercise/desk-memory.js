// What the page keeps of an exercise over a reload, beside its draft: which hints are open,
// whether the task is folded, and what came of the last check.

/**
 * @import { CheckResult, CheckStep } from "../../transport/checks.js"
 *
 * @typedef {object} LastCheck
 * @property {string} source a sum of the text that was checked
 * @property {string} checks a sum of the checks
 * @property {CheckResult[]} results
 *
 * @typedef {object} DeskState
 * @property {number} hints how many are open
 * @property {boolean} folded
 * @property {LastCheck | null} check
 */

import { isText, localStore } from "../../core/storage.js";

const DESK = "socketschool.desk.";
const VERSION = 1;
const MAX_LENGTH = 256 * 1024; // letters: the browser stores some 5 million

const OUTCOMES = ["passed", "failed", "crashed", "hung", "broken"];
const STATES = ["running", "passed", "failed"];

/**
 * @param {string} key `lesson/exercise`
 * @returns {DeskState} what can be read of it
 */
export function loadDesk(key) {
  try {
    const { version, hints, folded, check } = JSON.parse(localStore.getItem(DESK + key) ?? "{}");
    if (version !== VERSION) return noState();
    return {
      hints: Number.isSafeInteger(hints) ? hints : 0,
      folded: folded === true,
      check: isCheck(check) ? check : null,
    };
  } catch {
    return noState();
  }
}

/**
 * @param {string} key `lesson/exercise`
 * @param {DeskState} state results that are too long are left out
 */
export function saveDesk(key, state) {
  const text = JSON.stringify({ version: VERSION, ...state });
  if (text.length > MAX_LENGTH) saveDesk(key, { ...state, check: null });
  else localStore.setItem(DESK + key, text);
}

/** @returns {DeskState} */
function noState() {
  return { hints: 0, folded: false, check: null };
}

/**
 * @param {any} check
 * @returns {check is LastCheck}
 */
function isCheck(check) {
  const { source, checks, results } = check ?? {};
  return isText(source) && isText(checks) && Array.isArray(results) && results.every(isResult);
}

/**
 * @param {any} result
 * @returns {result is CheckResult}
 */
export function isResult(result) {
  const steps = result?.steps ?? [];
  return (
    isText(result?.name) &&
    OUTCOMES.includes(result.outcome) &&
    Array.isArray(steps) &&
    steps.every(isStep)
  );
}

/**
 * @param {any} step
 * @returns {step is CheckStep}
 */
function isStep(step) {
  return isText(step?.text) && STATES.includes(step.state) && Array.isArray(step.events ?? []);
}
