// Where a place differs from the host, it is said in one line, and there only.

/**
 * @param {import("../transport/transport.js").Transport} transport
 * @param {string} id
 * @returns {string} empty where there is no such difference
 */
export function differenceOf(transport, id) {
  return transport.differences.find((difference) => difference.id === id)?.text ?? "";
}
