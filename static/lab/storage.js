// The browser's storage, guarded: it may be full, forbidden, or throw at any
// touch. What cannot be stored stays in memory for the life of the page, and a
// value that is no valid text counts as absent.

import { Emitter } from "./emitter.js";

/** @typedef {"localStorage" | "sessionStorage"} Area */

/** @type {Emitter<{ refused: null }>} a value could not be stored; emitted once for a page */
export const storage = new Emitter();

let refused = false;

export class GuardedStorage {
  #area;
  #scope;
  /** @type {Map<string, string | null>} what the browser did not take; null: removed */
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
   */
  setItem(key, value) {
    this.#change(key, value, (area) => area.setItem(key, value));
  }

  /** @param {string} key */
  removeItem(key) {
    this.#change(key, null, (area) => area.removeItem(key));
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
    } catch (error) {
      this.#unstored.set(key, value);
      if (value !== null) refuse(error);
    }
  }
}

/** @param {unknown} error */
function refuse(error) {
  if (refused) return;
  refused = true;
  console.info(`the browser stores nothing: ${error instanceof Error ? error.message : error}`);
  storage.emit("refused", null);
}

/**
 * Reports whether a value is text without lone surrogates, which no address can carry.
 * @param {unknown} value
 * @returns {value is string}
 */
export function isText(value) {
  return typeof value === "string" && !/\p{Surrogate}/u.test(value);
}

export const local = new GuardedStorage("localStorage");
export const session = new GuardedStorage("sessionStorage");
