/**
 * @typedef {object} CodePlace of a block in the lesson
 * @property {string} file
 * @property {number} line the first one of the block
 * @property {string} declaration the first one in it as written, empty where it has none
 * @property {Element | null} naive the `<naive-version>` that has the block
 */

import { codeText } from "../copy-button/copy-button.js";
import { button } from "../dom.js";

const DECLARATION = /^(?:func|type|var|const)\b.*$/m;

/**
 * Adds "Edit this" to each block of the lesson that shows code of its program, or of a
 * naive version of it.
 * @param {Element} article
 * @param {(place: CodePlace) => void} edit
 * @param {AbortSignal} signal
 */
export function addEditButtons(article, edit, signal) {
  for (const figure of article.querySelectorAll("figure.code[data-file]:not([data-readonly])")) {
    if (figure.closest(".naive-source")) continue; // all of a version that has an excerpt
    const caption = figure.querySelector("figcaption");
    const { file = "" } = /** @type {HTMLElement} */ (figure).dataset;
    const name = caption?.querySelector(".code-name")?.textContent ?? file;
    const naive = figure.closest("naive-version");
    const onClick = () => {
      const line = Number(figure.querySelector("[data-line]")?.getAttribute("data-line") ?? 1);
      const [declaration = ""] = DECLARATION.exec(codeText(figure)) ?? [];
      edit({ file, line, declaration: line === 1 ? "" : declaration, naive });
    };
    const attributes = { class: "button small code-edit", "aria-label": `Edit this: ${name}` };
    caption?.append(button("Edit this", attributes, onClick, signal));
  }
}

/**
 * @param {string} text
 * @param {number} line used where the text lacks the declaration
 * @param {string} declaration the first line of one; empty for none
 * @returns {number} the line of text, from 1, that has the declaration
 */
export function declarationLine(text, line, declaration) {
  if (!declaration) return line;
  const [start = ""] = /^(?:func(?: \([^)]*\))?|type|var|const) \w+/.exec(declaration) ?? [];
  const lines = text.split("\n");
  const exact = lines.indexOf(declaration);
  if (exact >= 0) return exact + 1;
  const similar = start ? lines.findIndex((each) => each.startsWith(start)) : -1;
  return similar >= 0 ? similar + 1 : line;
}
