/**
 * @import { CodeProblem, Files } from "../../transport/builder.js"
 */

import { h } from "../dom.js";

/**
 * Shows the line that a problem is in, with a mark at the word that it is about.
 * @param {Files} files that were built
 * @param {Pick<CodeProblem, "file" | "line" | "column">} problem
 * @returns {HTMLElement | null} null where there is no such line, or nothing in it
 */
export function problemLine(files, { file, line, column }) {
  const text = files[file]?.split("\n")[line - 1] ?? "";
  if (text.trim() === "") return null;
  const bytes = new TextEncoder().encode(text);
  const at = Math.max(0, column - 1); // columns are in bytes
  const decoder = new TextDecoder();
  const before = decoder.decode(bytes.subarray(0, at));
  const rest = decoder.decode(bytes.subarray(at));
  const [word = ""] = /^(?:[\p{L}\p{N}_]+|\S)/u.exec(rest) ?? [];
  return h(
    "code",
    { class: "code-problem-line" },
    before.trimStart(),
    word ? h("mark", {}, word) : "",
    rest.slice(word.length).trimEnd(),
  );
}
