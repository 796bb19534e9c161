// The places in which this page's labs can run: the one spot at which a
// transport is made, from what the page says there is.

import { HostTransport } from "../transport/host/host.js";

/** @typedef {import("../transport/transport.js").Transport} Transport */

/**
 * @param {DOMStringMap} _data of the lab's element
 * @returns {Transport[]} the one to begin with first
 */
export function placesFor(_data) {
  return [new HostTransport()];
}
