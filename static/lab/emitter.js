// Typed events between plain objects. Whoever listens gives the signal with
// which it stops listening, so nothing has to be remembered and taken off.

/** @template {Record<string, unknown>} Events */
export class Emitter {
  /** @type {Map<keyof Events, Set<(detail: any) => void>>} */
  #listeners = new Map();

  /**
   * @template {keyof Events} K
   * @param {K} type
   * @param {(detail: Events[K]) => void} listener
   * @param {AbortSignal} signal
   */
  on(type, listener, signal) {
    if (signal.aborted) return;
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    signal.addEventListener("abort", () => listeners.delete(listener), { once: true });
  }

  /**
   * @template {keyof Events} K
   * @param {K} type
   * @param {Events[K]} detail
   */
  emit(type, detail) {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) {
      try {
        listener(detail);
      } catch (error) {
        // One listener's fault is shown, and the others still hear.
        reportError(error);
      }
    }
  }
}
