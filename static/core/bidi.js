// Characters that turn the direction of a text, invisibly: code or a log with them shows
// in another order than it is.

/** Marks, embeddings, overrides and isolates. */
export const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * @param {string} text
 * @returns {string} with each such character as Go writes it, such as \u202e
 */
export function showBidiControls(text) {
  return text.replace(
    BIDI_CONTROLS,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
