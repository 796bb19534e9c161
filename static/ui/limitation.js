/** @import { Transport } from "../transport/transport.js" */

/**
 * @param {Pick<Transport, "limitations">} transport
 * @param {string} id of a limitation
 * @returns {string} the text for learners, "" where the transport has no such limitation
 */
export function limitationText(transport, id) {
  return transport.limitations.find((limitation) => limitation.id === id)?.text ?? "";
}
