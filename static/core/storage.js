// The browser's storage, which may be full, forbidden, or throw at any access. What it
// does not store stays in memory for the life of the page. A value that is not valid
// text counts as absent.

import { Emitter } from "./emitter.js";

/** @typedef {"localStorage" | "sessionStorage"} Area */

/** @type {Emitter<{ refused: null }>} a value could not be stored; at most once for a page */
export const storage = new Emitter();

let refused = false;

export class GuardedStorage {
  #area;
  #scope;
  /** @type {Map<string, string | null>} what the browser did not store; null: removed */
  #unstored = new Map();

  /**
   * @param {Area} area
   * @param {Partial<Record<Area, Storage>>} [scope] the object that has the area
   */
  constructor(area, scope = globalThis) {
    this.#area = area;
    this.#scope = scope;
  }

  /**
   * @param {string} key
   * @returns {string | null} null where there is no valid text
   */
  getItem(key) {
    const unstored = this.#unstored.get(key);
    if (unstored !== undefined) return unstored;
    try {
      const value = this.#scope[this.#area]?.getItem(key);
      return isText(value) ? value : null;
    } catch {
      return null;
    }
  }

  /**
   * @param {string} key
   * @param {string} value
   * @returns {boolean} whether the browser has stored it
   */
  setItem(key, value) {
    return this.#change(key, value, (area) => area.setItem(key, value));
  }

  /**
   * @param {string} key
   * @returns {boolean} whether the browser has removed it
   */
  removeItem(key) {
    return this.#change(key, null, (area) => area.removeItem(key));
  }

  /**
   * @param {string} key
   * @param {string | null} value
   * @param {(area: Storage) => void} change
   */
  #change(key, value, change) {
    try {
      const area = this.#scope[this.#area];
      if (!area) throw new Error(`no ${this.#area}`);
      change(area);
      this.#unstored.delete(key);
      return true;
    } catch (error) {
      this.#unstored.set(key, value);
      if (value !== null) reportRefused(error);
      return false;
    }
  }
}

/** @param {unknown} error */
function reportRefused(error) {
  if (refused) return;
  refused = true;
  console.info(`the browser stores nothing: ${error instanceof Error ? error.message : error}`);
  storage.emit("refused", null);
}

/**
 * Reports whether a value is text without lone surrogates, which cannot be encoded.
 * @param {unknown} value
 * @returns {value is string}
 */
export function isText(value) {
  return typeof value === "string" && !/\p{Surrogate}/u.test(value);
}

/** Outlives the browser's session. */
export const localStore = new GuardedStorage("localStorage");
/** Outlives a reload of the tab. */
export const sessionStore = new GuardedStorage("sessionStorage");
