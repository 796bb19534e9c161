// The page's side of the service worker: whether the site is kept for offline,
// and whether a newer version of it waits.

import { Emitter } from "../lab/emitter.js";

/** @typedef {"none" | "ready" | "update"} Kept */

export class Keeper {
  /** @type {Emitter<{ change: null }>} */
  events = new Emitter();
  /** @type {ServiceWorkerRegistration | null} */
  #registration = null;
  #signal;
  #controlled;
  #asked = false;
  #outdated = false;

  /**
   * @param {ServiceWorkerContainer} container
   * @param {AbortSignal} signal
   */
  constructor(container, signal) {
    this.#signal = signal;
    this.#controlled = container.controller !== null;
    container.addEventListener("controllerchange", () => this.#newController(), { signal });
  }

  /** @returns {Kept} */
  get state() {
    const { active = null, waiting = null } = this.#registration ?? {};
    if (this.#outdated || (waiting && active)) return "update";
    return active?.state === "activated" ? "ready" : "none";
  }

  /** @param {ServiceWorkerRegistration} registration */
  watch(registration) {
    if (this.#registration === registration) return;
    this.#registration = registration;
    for (const worker of [registration.installing, registration.waiting, registration.active])
      this.#follow(worker);
    registration.addEventListener("updatefound", () => this.#follow(registration.installing), {
      signal: this.#signal,
    });
    this.events.emit("change", null);
  }

  /** Has the newer version take over. The page is then loaded again. */
  update() {
    const waiting = this.#registration?.waiting;
    if (!waiting) {
      location.reload(); // another tab has had it take over already
      return;
    }
    this.#asked = true;
    waiting.postMessage("take-over");
  }

  /** @param {ServiceWorker | null} worker */
  #follow(worker) {
    const tell = () => this.events.emit("change", null);
    worker?.addEventListener("statechange", tell, { signal: this.#signal });
  }

  #newController() {
    if (this.#asked) {
      location.reload();
      return;
    }
    // The first worker is of the same version as the page; a later one is not.
    this.#outdated = this.#controlled;
    this.#controlled = true;
    this.events.emit("change", null);
  }
}
