/**
 * What the instructor sends to all pages, as the host sends it: each time all that holds. A
 * part has the version at which it came.
 * @typedef {object} Lead
 * @property {"lead"} type
 * @property {number} version
 * @property {{ version: number, text: string }} [message]
 * @property {Place} [place]
 * @property {Pause} [pause]
 * @property {Pushed} [pushed]
 *
 * @typedef {"message" | "place" | "pushed"} Part of a Lead that a learner can answer
 * @typedef {Part | "later" | "poll"} Answer "later": the pushed code was put off
 *
 * @typedef {object} Place
 * @property {number} version
 * @property {string} path below the playground's own path
 * @property {string} title
 *
 * Code for a lesson or an exercise.
 * @typedef {object} Pushed
 * @property {number} version
 * @property {string} path
 * @property {string} title
 *
 * @typedef {object} Pause
 * @property {number} version
 * @property {string} [word]
 * @property {number} seconds after which it ends, unless it comes again
 */

import { localStore, sessionStore } from "../core/storage.js";

const OPENED = "socketschool.class.opened";

/**
 * Records that the page opens pushed code, which is the fragment of an address.
 * @param {string} code
 */
export function markPushed(code) {
  sessionStore.setItem(OPENED, code);
}

/**
 * @param {string} hash of an address
 * @returns {boolean} whether it is the code that the instructor has pushed
 */
export function isPushed(hash) {
  return hash !== "" && sessionStore.getItem(OPENED) === hash;
}

/**
 * What the learner has answered of what the instructor sends: closed, followed or declined.
 * It holds for all pages of the browser.
 */
export class Answered {
  #room;

  /** @param {string} room its code */
  constructor(room) {
    this.#room = room;
  }

  /**
   * @param {Answer} part
   * @param {number} version
   */
  has(part, version) {
    return localStore.getItem(keyOf(part)) === `${this.#room} ${version}`;
  }

  /**
   * @param {Answer} part
   * @param {number} version
   */
  add(part, version) {
    localStore.setItem(keyOf(part), `${this.#room} ${version}`);
  }

  /** @param {Answer} part */
  forget(part) {
    localStore.removeItem(keyOf(part));
  }
}

/** @param {string} part */
function keyOf(part) {
  return `socketschool.class.${part}`;
}
