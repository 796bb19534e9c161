/**
 * @import { Files } from "../../transport/builder.js"
 * @import { FormerExercise } from "./exercises.js"
 */

import { loadDraft } from "../../lab/draft.js";

/**
 * Returns what the learner has made of the exercise before.
 * @param {string} lesson
 * @param {FormerExercise | null} former
 * @returns {Files | null} null where nothing is stored
 */
export function loadFormerAnswer(lesson, former) {
  if (!former) return null;
  const { files } = loadDraft(`${lesson}/${former.name}`);
  return Object.keys(files).length > 0 ? { ...former.starter, ...files } : null;
}
