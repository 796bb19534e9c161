// What a naive version of a lesson's program does to a script. A remark in the script
// names the version and says what is to be seen, at the step that fails:
//
//     b expect "x\n" # naive one-at-a-time: B has no answer.
//
// A line with such a remark alone says what is to be seen although every step succeeds.

/**
 * @typedef {object} Fault
 * @property {string} version name of the naive version
 * @property {number} line of the step that fails, from 1; 0 where every step succeeds
 * @property {string} text for learners: what is to be seen
 */

const REMARK = /^(.*?)\s*# naive ([a-z0-9-]+): (.+)$/;

/**
 * Separates a script from its remarks about naive versions.
 * @param {string} text
 * @returns {{ script: string, faults: Fault[] }}
 */
export function takeFaults(text) {
  /** @type {string[]} */
  const lines = [];
  /** @type {Fault[]} */
  const faults = [];
  for (const line of text.split("\n")) {
    const [, step = line, version, said = ""] = REMARK.exec(line) ?? [];
    const alone = version !== undefined && step.trim() === "";
    if (!alone) lines.push(step);
    if (version !== undefined) faults.push({ version, line: alone ? 0 : lines.length, text: said });
  }
  return { script: lines.join("\n"), faults };
}
