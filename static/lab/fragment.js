/**
 * Decodes the fragment of an address.
 * @param {string} hash as location.hash has it
 * @returns {string} empty where it is no valid text
 */
export function fragmentOf(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}
