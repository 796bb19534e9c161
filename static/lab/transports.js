// Creates the transports of a page.

import { HostTransport } from "../transport/host/host-transport.js";
import { TabTransport } from "../transport/tab/tab-transport.js";

/** @import { Transport } from "../transport/transport.js" */

/**
 * @param {DOMStringMap} data of the lab's element: what the page offers
 * @returns {Transport[]} the default one first
 */
export function createTransports({ host, worker, module, moduleBytes }) {
  /** @type {Transport[]} */
  const transports = [];
  const tab = Boolean(worker && module);
  // The host knows a learner by a cookie. Without one a page cannot use its lab.
  if (host !== undefined && (navigator.cookieEnabled || !tab)) transports.push(new HostTransport());
  if (worker && module) {
    const options = { workerURL: worker, moduleURL: module, moduleBytes: Number(moduleBytes) };
    transports.push(new TabTransport(options));
  }
  return transports;
}
