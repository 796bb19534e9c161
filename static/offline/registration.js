// The page's side of the service worker: whether the site is cached, and whether a newer
// version of it waits.

import { Emitter } from "../core/emitter.js";

/** @typedef {"none" | "ready" | "update"} SiteState ready: cached; update: a newer version waits */

export class SiteRegistration {
  /** @type {Emitter<{ change: null }>} */
  events = new Emitter();
  /** @type {ServiceWorkerRegistration | null} */
  #registration = null;
  #signal;
  #controlled;
  #updateRequested = false;
  #outdated = false;

  /**
   * @param {ServiceWorkerContainer} container
   * @param {AbortSignal} signal
   */
  constructor(container, signal) {
    this.#signal = signal;
    this.#controlled = container.controller !== null;
    container.addEventListener("controllerchange", () => this.#onController(), { signal });
  }

  /** @returns {SiteState} */
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

  /** Activates the newer version, then reloads the page. */
  update() {
    const waiting = this.#registration?.waiting;
    if (!waiting) {
      location.reload(); // another tab has activated it already
      return;
    }
    this.#updateRequested = true;
    waiting.postMessage("take-over");
  }

  /** @param {ServiceWorker | null} worker */
  #follow(worker) {
    const onChange = () => this.events.emit("change", null);
    worker?.addEventListener("statechange", onChange, { signal: this.#signal });
  }

  #onController() {
    if (this.#updateRequested) {
      location.reload();
      return;
    }
    // The first worker has the page's version, a later one has another.
    this.#outdated = this.#controlled;
    this.#controlled = true;
    this.events.emit("change", null);
  }
}
