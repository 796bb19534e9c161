/**
 * Says what the editor has, and what became of the draft, for the end of the row of files.
 * @param {object} state
 * @param {boolean} state.isReadOnly
 * @param {boolean} state.isEmpty
 * @param {boolean} state.isChanged
 * @param {"lesson" | "exercise"} state.begunFrom
 * @param {boolean} state.isFromLink
 * @param {boolean} state.isStored whether the browser has stored the draft
 * @param {number | null} state.seconds how long the last build took
 * @returns {string}
 */
export function describeCode(state) {
  if (state.isReadOnly) return "read-only";
  const original = state.begunFrom === "exercise" ? "the starter" : "the lesson's version";
  if (state.isEmpty) return `empty: Reset brings ${original} back`;
  const built = state.seconds === null ? "" : `built in ${state.seconds.toFixed(1)} s`;
  return [state.isChanged ? describeDraft(state) : original, built].filter(Boolean).join(" · ");
}

/** @param {{ isFromLink: boolean, isStored: boolean }} state */
function describeDraft({ isFromLink, isStored }) {
  if (isFromLink) return "from a link, not kept";
  if (isStored) return "draft kept in this browser";
  return "not kept: this browser stores nothing more. Download it";
}
