// Which records are kept: the newest of each kind. A flood of INFO pushes out
// neither the warnings, which are why one looks, nor who came and went.

/** @typedef {import("./rows.js").Entry} Entry */

export const MOST_OF_A_KIND = 1000;

export class Kept {
  /** @type {Map<string, Entry[]>} */
  #shelves = new Map();

  /** @param {Entry[]} entries in order */
  push(entries) {
    for (const entry of entries) {
      const shelf = shelfFor(entry);
      const entriesThere = this.#shelves.get(shelf) ?? [];
      entriesThere.push(entry);
      this.#shelves.set(shelf, entriesThere);
    }
    for (const [shelf, there] of this.#shelves) {
      // In batches: shifting a long array for every record would be slow in a flood.
      if (there.length > 1.5 * MOST_OF_A_KIND)
        this.#shelves.set(shelf, there.slice(-MOST_OF_A_KIND));
    }
  }

  /** @returns {Entry[]} in order */
  all() {
    const newest = [...this.#shelves.values()].flatMap((there) => there.slice(-MOST_OF_A_KIND));
    return newest.sort((a, b) => a.id - b.id);
  }

  get empty() {
    return this.#shelves.size === 0;
  }

  clear() {
    this.#shelves.clear();
  }
}

/** @param {Entry} entry */
function shelfFor({ event }) {
  if (event?.kind !== "log") return "lifecycle";
  return /^(WARN|ERROR)/.test(event.level ?? "") ? "warnings" : "records";
}
