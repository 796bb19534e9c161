// Where a host serves what was a static site before, that site's service worker
// would go on answering with what it keeps. It is replaced by this one, which
// forgets all that and takes itself away. The page then offers to be reloaded.

/**
 * @typedef {object} Worker
 * @property {{ scope: string, unregister: () => Promise<boolean> }} registration
 * @property {() => Promise<void>} skipWaiting
 */

const worker = /** @type {Worker & typeof globalThis} */ (/** @type {unknown} */ (globalThis));

worker.addEventListener("install", () => worker.skipWaiting());

worker.addEventListener("activate", (event) => {
  /** @type {Event & { waitUntil: (done: Promise<void>) => void }} */ (event).waitUntil(leave());
});

async function leave() {
  const { registration } = worker;
  const own = `socketschool ${registration.scope} `;
  for (const name of await caches.keys()) if (name.startsWith(own)) await caches.delete(name);
  await registration.unregister();
}
