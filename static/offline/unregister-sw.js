// A service worker that deletes the caches of a static site and unregisters itself. A
// host serves it where a static site may have been before: that site's worker would go
// on answering from its caches.

/**
 * @typedef {object} Worker
 * @property {{ scope: string, unregister: () => Promise<boolean> }} registration
 * @property {() => Promise<void>} skipWaiting
 */

const worker = /** @type {Worker & typeof globalThis} */ (/** @type {unknown} */ (globalThis));

worker.addEventListener("install", () => worker.skipWaiting());

worker.addEventListener("activate", (event) => {
  /** @type {Event & { waitUntil: (done: Promise<void>) => void }} */ (event).waitUntil(
    unregister(),
  );
});

async function unregister() {
  const { registration } = worker;
  const prefix = `socketschool ${registration.scope} `;
  for (const name of await caches.keys()) if (name.startsWith(prefix)) await caches.delete(name);
  await registration.unregister();
}
