/**
 * @import { Files } from "../../transport/builder.js"
 * @import { EditorClass } from "./editor.js"
 */

import { h } from "../dom.js";

/**
 * @param {Files} changed
 * @param {Files} original
 * @param {EditorClass} Editor
 * @param {AbortSignal} signal
 * @returns {HTMLElement} the difference of each changed file from the original
 */
export function compareFiles(changed, original, Editor, signal) {
  const parts = Object.entries(changed).map(([name, text]) => {
    const options = { name, original: original[name] ?? "", text, signal };
    return h("div", { class: "code-compared" }, h("h2", {}, name), Editor.compare(options));
  });
  return h("div", { class: "code-comparison" }, ...parts);
}
