// The exercises of the page's lesson: text from the cards in the page, code from a file
// beside it.

/**
 * @import { Files } from "../../transport/builder.js"
 *
 * @typedef {object} Exercise
 * @property {string} name
 * @property {string} title
 * @property {number} number in the lesson, from 1
 * @property {number} count of the lesson's exercises
 * @property {Node[]} task
 * @property {Node[][]} hints
 * @property {string[]} checks names
 * @property {Files} starter
 * @property {Files} solution
 * @property {string} checkFile
 * @property {FormerExercise | null} former the one that this one goes on from
 *
 * @typedef {Pick<Exercise, "title" | "checks" | "starter" | "solution" | "checkFile">
 *   & { after?: string }} Stored
 *
 * @typedef {Pick<Exercise, "name" | "title" | "starter">} FormerExercise
 */

import { Problem } from "../../transport/transport.js";

/** @type {Promise<Record<string, Stored>> | null} */
let loading = null;

/**
 * @param {string} name
 * @returns {Promise<Exercise>} rejects where it cannot be loaded, or where there is none
 */
export async function loadExercise(name) {
  const cards = [...document.querySelectorAll("exercise-card")];
  loading ??= fetchAll(cards[0]?.getAttribute("data-exercises") ?? "");
  try {
    const all = await loading;
    const stored = all[name];
    if (!stored) throw new Problem("missing", `This lesson has no exercise “${name}”.`, "");
    const { after = "" } = stored;
    const former = all[after] ? { name: after, ...all[after] } : null;
    return { name, ...stored, former, ...readCard(cards, name) };
  } catch (error) {
    if (!(error instanceof Problem)) loading = null; // the next one tries again
    throw error;
  }
}

/** @param {string} url */
async function fetchAll(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

/**
 * @param {Element[]} cards of the lesson
 * @param {string} name
 */
function readCard(cards, name) {
  const at = cards.findIndex((card) => card.getAttribute("name") === name);
  const card = cards[at];
  return {
    number: at + 1,
    count: cards.length,
    task: copies(card?.querySelector(".exercise-task")),
    hints: [...(card?.querySelectorAll("details.exercise-hint") ?? [])].map((hint) =>
      copies(hint).filter((node) => node.nodeName !== "SUMMARY"),
    ),
  };
}

/**
 * @param {Element | null | undefined} element
 * @returns {Node[]} copies of what it contains, without ids
 */
function copies(element) {
  const copy = element?.cloneNode(true);
  if (!(copy instanceof Element)) return [];
  for (const each of copy.querySelectorAll("[id]")) each.removeAttribute("id");
  return [...copy.childNodes];
}
