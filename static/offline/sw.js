// The service worker of a static site: with it, a second visit needs no network.
// `socketschool export` writes the list of files before this script, so that the worker
// changes whenever a file does.

import { SiteCache } from "./cache.js";

/**
 * @import { Manifest } from "./cache.js"
 *
 * @typedef {Event & { waitUntil: (done: Promise<unknown>) => void }} LifecycleEvent
 * @typedef {Event & { request: Request, respondWith: (answer: Promise<Response>) => void }} FetchEvent
 * @typedef {object} Worker
 * @property {Manifest} socketschoolSite
 * @property {{ scope: string }} registration
 * @property {{ claim: () => Promise<void> }} clients
 * @property {() => Promise<void>} skipWaiting
 */

const worker = /** @type {Worker & typeof globalThis} */ (/** @type {unknown} */ (globalThis));

const site = new SiteCache({
  manifest: worker.socketschoolSite,
  scope: worker.registration.scope,
  caches,
  fetch: (request, init) => fetch(request, init),
});

worker.addEventListener("install", (event) => {
  /** @type {LifecycleEvent} */ (event).waitUntil(site.install());
});

worker.addEventListener("activate", (event) => {
  // The page that has registered the worker uses it from now on.
  /** @type {LifecycleEvent} */ (event).waitUntil(
    site.activate().then(() => worker.clients.claim()),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request } = /** @type {FetchEvent} */ (event);
  if (site.handles(request)) /** @type {FetchEvent} */ (event).respondWith(site.respond(request));
});

// A new version waits for the learner, since a lab may be running.
worker.addEventListener("message", ({ data }) => {
  if (data === "take-over") worker.skipWaiting();
});
