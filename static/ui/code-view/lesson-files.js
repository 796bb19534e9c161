/** @import { Files } from "../../transport/builder.js" */

const WHOLE = ".whole-source figure.code[data-file]";

/**
 * Reads the lesson's version of the program from the whole source in its text.
 * @param {Element} article
 * @returns {Files}
 */
export function lessonFiles(article) {
  return figureFiles(article.querySelectorAll(`${WHOLE}:not([data-readonly])`));
}

/**
 * Reads the files around the program that make it one to run on its own, such as main.go.
 * @param {Element} article
 * @returns {Files}
 */
export function aroundFiles(article) {
  return figureFiles(article.querySelectorAll(`${WHOLE}[data-readonly]`));
}

/**
 * Reads a naive version: the files that it changes, and the lesson's others.
 * @param {Element} article
 * @param {Element} naive the `<naive-version>`
 * @returns {Files}
 */
export function naiveFiles(article, naive) {
  const changed = figureFiles(naive.querySelectorAll(".naive-source figure.code"));
  return { ...lessonFiles(article), ...changed };
}

/**
 * @param {Element} naive the `<naive-version>`
 * @returns {string} what runs, for the lab's head
 */
export function naiveLabel(naive) {
  return `naive: ${naive.getAttribute("data-name")?.replaceAll("-", " ")}`;
}

/**
 * @param {Iterable<Element>} figures each shows a whole file
 * @returns {Files}
 */
export function figureFiles(figures) {
  /** @type {Files} */
  const files = {};
  for (const figure of figures) {
    const name = /** @type {HTMLElement} */ (figure).dataset.file ?? "";
    files[name] = [...figure.querySelectorAll(".cl")].map((line) => line.textContent).join("");
  }
  return files;
}
