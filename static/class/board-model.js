// What the instructor's page knows of the class, and in which order it shows the members.

/**
 * @import { Lead } from "./lead.js"
 *
 * @typedef {"hand" | "stuck" | "working" | "idle" | "done" | "gone"} Standing
 *
 * A member as the host sends it; times are RFC 3339.
 * @typedef {object} Member
 * @property {string} id
 * @property {string} name
 * @property {Standing} standing
 * @property {boolean} visible
 * @property {string} [lesson]
 * @property {string} [exercise]
 * @property {"reading" | "editing" | "building" | "failed" | "done"} [activity]
 * @property {string} [failure]
 * @property {number} [times]
 * @property {string} [hand]
 * @property {string} [progress]
 * @property {number} solved
 * @property {string} [solvedAt] when the last of them was
 * @property {boolean} [inTab] the host had no room for the lab, which runs in the learner's tab
 *
 * @typedef {object} Room
 * @property {string} code
 * @property {boolean} locked
 * @property {boolean} closed
 * @property {boolean} passphrase who joins must know one
 * @property {number} present
 *
 * What the host sends: what has changed.
 * @typedef {object} ClassUpdate
 * @property {"class" | "ended"} type after "ended", which has no time, nothing more comes
 * @property {"renewed" | "deleted"} [reason] of "ended"
 * @property {string} time of the host
 * @property {Room} [room]
 * @property {Member[]} [members]
 * @property {string[]} [removed]
 * @property {Lead} [lead]
 *
 * Members who fail at the same.
 * @typedef {object} Obstacle
 * @property {string} lesson
 * @property {string} exercise
 * @property {string} failure
 * @property {Member[]} members
 */

/** @type {Standing[]} those who need help first */
export const STANDINGS = ["hand", "stuck", "working", "idle", "done", "gone"];

export class BoardModel {
  /** @type {Map<string, Member>} */
  #members = new Map();
  /** @type {Room | null} */
  room = null;
  /** How far the host's clock is ahead of this one, in ms. */
  #ahead = 0;

  /** Forgets everything: a new connection sends all of it. */
  clear() {
    this.#members.clear();
  }

  /** @param {Omit<ClassUpdate, "type">} update */
  take({ time, room, members = [], removed = [] }) {
    this.#ahead = Date.parse(time) - Date.now();
    if (room) this.room = room;
    for (const member of members) this.#members.set(member.id, member);
    for (const id of removed) this.#members.delete(id);
  }

  /** @returns {number} the host's time, in ms */
  get now() {
    return Date.now() + this.#ahead;
  }

  /** @returns {Member[]} those who need help first; of two, the one who waits longer */
  get ordered() {
    return [...this.#members.values()].sort(
      (a, b) =>
        STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) ||
        since(a) - since(b) ||
        a.name.localeCompare(b.name) ||
        (a.id < b.id ? -1 : 1),
    );
  }

  /** @returns {Obstacle[]} what members fail at now, that of the most members first */
  get obstacles() {
    /** @type {Map<string, Obstacle>} */
    const obstacles = new Map();
    for (const member of this.#members.values()) {
      const { lesson = "", exercise = "", failure, standing } = member;
      if (!failure || standing === "gone") continue;
      const key = JSON.stringify([lesson, exercise, failure]);
      const one = obstacles.get(key) ?? { lesson, exercise, failure, members: [] };
      one.members.push(member);
      obstacles.set(key, one);
    }
    return [...obstacles.values()].sort((a, b) => b.members.length - a.members.length);
  }

  /** @returns {number} members here whose labs found no room on the host */
  get inTabs() {
    return [...this.#members.values()].filter(({ inTab, standing }) => inTab && standing !== "gone")
      .length;
  }

  /** @returns {Map<Standing, number>} how many members have each standing */
  get counts() {
    /** @type {Map<Standing, number>} */
    const counts = new Map(STANDINGS.map((standing) => [standing, 0]));
    for (const { standing } of this.#members.values()) {
      counts.set(standing, (counts.get(standing) ?? 0) + 1);
    }
    return counts;
  }
}

/** @param {Member} member */
function since({ standing, hand, progress }) {
  return Date.parse((standing === "hand" ? hand : progress) ?? "") || 0;
}
