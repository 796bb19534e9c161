// What an editor of one file offers, whether it is CodeMirror's or a textarea.

/**
 * @import { CheckedProblem, Completion } from "../../code-tools/code-tools.js"
 * @import { Wait } from "../source/run-source.js"
 *
 * @typedef {object} EditorOptions
 * @property {string} name of the file
 * @property {string} text
 * @property {boolean} readOnly
 * @property {string} describedBy id of the element that describes the editor
 * @property {() => void} onText called as soon as the text is another, before the editor shows it
 * @property {() => void} onInput called after each change of the text, also by a script
 * @property {(offset: number) => Promise<Completion[]>} complete what can stand at an offset of
 *   the text, for an editor that offers it
 * @property {AbortSignal} signal
 *
 * @typedef {object} Editor
 * @property {string} name of the file
 * @property {HTMLElement} element
 * @property {string} value the text; setting it can be undone where the editor has an undo
 * @property {() => void} focus
 * @property {(line: number, column?: number) => boolean} select moves the cursor to a line and
 *   a column in bytes, both from 1, or selects the line, and scrolls there; false where the file
 *   has no such line
 * @property {(line: number) => void} reveal scrolls to a line of the text as it is now, from 1,
 *   where it is not visible; cursor and focus stay
 * @property {(problems: CheckedProblem[]) => void} showProblems marks those of this file
 * @property {() => () => void} trackLines begins to follow the lines of the text as it is now;
 *   the function that it returns makes these the lines of the methods below
 * @property {(line: number) => void} flash
 * @property {(line: number | null) => void} light until the next call
 * @property {(waits: Map<number, Wait>) => void} showWaits by line
 * @property {(line: number) => boolean} show selects a line of the version that runs
 * @property {() => void} trackChecked begins to follow the lines of the text as it is now, as
 *   those of the methods below
 * @property {() => void} adoptChecked makes them the lines of the version that runs
 * @property {(line: number | null) => void} markChecked marks a line until the next call, and
 *   scrolls to it
 * @property {(line: number) => boolean} showChecked selects a line
 *
 * @typedef {object} CompareOptions
 * @property {string} name of the file
 * @property {string} original
 * @property {string} text
 * @property {AbortSignal} signal
 *
 * compare shows how text differs from original.
 * @typedef {{ new (options: EditorOptions): Editor, compare: (options: CompareOptions) => HTMLElement }} EditorClass
 */

export {};
