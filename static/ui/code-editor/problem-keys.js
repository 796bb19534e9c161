/** @import { Command } from "@codemirror/view" */

import {
  forEachDiagnostic,
  lintKeymap,
  nextDiagnostic,
  previousDiagnostic,
} from "@codemirror/lint";
import { announce } from "../announce.js";

/**
 * Moves the cursor to a problem and has screen readers read it. CodeMirror's own
 * announcement is gone before a slow one has it.
 * @param {Command} move
 * @returns {Command}
 */
function moveAndRead(move) {
  return (view) => {
    const moved = move(view);
    const { from, to } = view.state.selection.main;
    /** @type {string[]} */
    const messages = [];
    forEachDiagnostic(view.state, ({ message }, start, end) => {
      if (start === from && end === to) messages.push(message);
    });
    const line = view.state.doc.lineAt(from).number;
    if (messages.length > 0) announce(`Line ${line}: ${messages.join(", ")}`);
    return moved;
  };
}

/** F8 and Shift-F8 move from problem to problem, Ctrl-Shift-M lists them. */
export const problemKeys = [
  { key: "F8", run: moveAndRead(nextDiagnostic), shift: moveAndRead(previousDiagnostic) },
  ...lintKeymap,
];
