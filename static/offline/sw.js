// The service worker of a published site: with it, the second visit needs no
// network. `socketschool export` writes the list of files before this script,
// so that the worker is another one whenever a file is.

import { OfflineSite } from "./site.js";

/**
 * @typedef {Event & { waitUntil: (done: Promise<unknown>) => void }} Phase
 * @typedef {Event & { request: Request, respondWith: (answer: Promise<Response>) => void }} Asked
 * @typedef {object} Worker
 * @property {import("./site.js").Manifest} socketschoolSite
 * @property {{ scope: string }} registration
 * @property {{ claim: () => Promise<void> }} clients
 * @property {() => Promise<void>} skipWaiting
 */

const worker = /** @type {Worker & typeof globalThis} */ (/** @type {unknown} */ (globalThis));

const site = new OfflineSite({
  manifest: worker.socketschoolSite,
  scope: worker.registration.scope,
  caches,
  fetch: (request, init) => fetch(request, init),
});

worker.addEventListener("install", (event) => {
  /** @type {Phase} */ (event).waitUntil(site.install());
});

worker.addEventListener("activate", (event) => {
  // The page that asked for the worker is served by it from here on.
  /** @type {Phase} */ (event).waitUntil(site.activate().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const asked = /** @type {Asked} */ (event);
  if (site.concerns(asked.request)) asked.respondWith(site.answer(asked.request));
});

// A new version waits until the learner wants it: a lab may be running.
worker.addEventListener("message", ({ data }) => {
  if (data === "take-over") worker.skipWaiting();
});
