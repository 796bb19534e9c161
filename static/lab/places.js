// The places in which this page's labs can run: the one spot at which a
// transport is made, from what the page says there is.

import { HostTransport } from "../transport/host/host.js";
import { TabTransport } from "../transport/tab/tab.js";

/** @typedef {import("../transport/transport.js").Transport} Transport */

/**
 * @param {DOMStringMap} data of the lab's element
 * @returns {Transport[]} the one to begin with first
 */
export function placesFor({ host, worker, module, moduleBytes }) {
  /** @type {Transport[]} */
  const places = [];
  const tab = Boolean(worker && module);
  // The host knows a learner by a cookie: without one their lab is lost to them.
  if (host !== undefined && (navigator.cookieEnabled || !tab)) places.push(new HostTransport());
  if (worker && module) {
    const options = { workerURL: worker, moduleURL: module, moduleBytes: Number(moduleBytes) };
    places.push(new TabTransport(options));
  }
  return places;
}
