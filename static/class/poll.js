/**
 * A question that the instructor asks all members of a class, as the host sends it.
 * @typedef {object} Poll
 * @property {number} version
 * @property {string} path of the question's Try it, below the playground's own path
 * @property {string} title of the lesson and the Try it
 * @property {string} question
 * @property {string[]} [choices] absent where learners answer in their own words
 * @property {boolean} closed
 * @property {string} [answer] the learner's own
 * @property {Tally} [result]
 *
 * @typedef {object} Tally
 * @property {number} answers
 * @property {number} of members who have answered or are here
 * @property {Bar[]} bars
 * @property {number} others answers that are in none of the bars
 *
 * @typedef {object} Bar
 * @property {string} text
 * @property {number} count
 * @property {boolean} shown all may see the text
 *
 * @typedef {object} PollState
 * @property {"poll"} type
 * @property {Poll | null} poll null for none
 *
 * A question that can be asked.
 * @typedef {object} Question
 * @property {string} path
 * @property {string} question
 * @property {string[]} [choices]
 */

/** Characters of an answer in a learner's own words. */
export const MAX_ANSWER = 120;

/** @param {Tally} tally */
export function turnoutOf({ answers, of }) {
  return `${answers} of ${of} ${of === 1 ? "has" : "have"} answered`;
}

/**
 * @param {number} count
 * @param {number} answers
 */
export function percentOf(count, answers) {
  return answers === 0 ? 0 : Math.round((100 * count) / answers);
}

/**
 * Puts the lesson that a room is at first.
 * @template {{ places: { path: string }[] }} T
 * @param {T[]} lessons
 * @param {string} path of that lesson; empty for none
 */
export function roomFirst(lessons, path) {
  const isRoom = (/** @type {T} */ { places }) => places[0]?.path === path;
  return [...lessons.filter(isRoom), ...lessons.filter((lesson) => !isRoom(lesson))];
}

/**
 * @param {{ lesson?: string, standing: string }[]} members
 * @param {string} [place] where the instructor has brought the class
 * @returns the path of the lesson that most of those who are here are at; empty for none
 */
export function lessonOfRoom(members, place = "") {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { lesson, standing } of members) {
    if (lesson && standing !== "gone") counts.set(lesson, (counts.get(lesson) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most ? `lessons/${most[0]}` : (place.split(/[?#]/)[0] ?? "");
}

/**
 * Reports whether two answers in own words are one bar, as the host folds them.
 * @param {string} a
 * @param {string} b
 */
export function isAlike(a, b) {
  const fold = (/** @type {string} */ text) => {
    const folded = text.toUpperCase().toLowerCase();
    return folded.replace(/[\p{P}\s]+$/u, "") || folded;
  };
  return fold(a) === fold(b);
}
