/**
 * Decodes the fragment of a URL.
 * @param {string} hash as location.hash has it
 * @returns {string} empty where it is not valid text
 */
export function fragmentOf(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}
