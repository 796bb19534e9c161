import { diff } from "@codemirror/merge";

const LIMIT = { scanLimit: 500, timeout: 50 }; // ms; beyond them it is less precise

/**
 * Returns the changes from one text to another, without what both have in common: a
 * cursor there stays where it is.
 * @param {string} former
 * @param {string} text
 * @returns {{ from: number, to: number, insert: string }[]}
 */
export function diffChanges(former, text) {
  return diff(former, text, LIMIT).map(({ fromA, toA, fromB, toB }) => ({
    from: fromA,
    to: toA,
    insert: text.slice(fromB, toB),
  }));
}
