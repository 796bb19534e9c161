// Makes the lab of a lesson page and provides it to the elements. Only this
// module looks elements up by name. It must run before they are defined.

import { sessionStore } from "../core/storage.js";
import { loadTransport } from "../lab/preferences.js";
import { LabSession } from "../lab/session.js";
import { createTransports } from "../lab/transports.js";
import { ColumnParts } from "./code-view/column-parts.js";
import { provideContext } from "./context.js";
import { LESSON_LAB, LessonLab } from "./lesson-lab.js";
import { LessonViews } from "./view-switch/lesson-views.js";

const pageSignal = new AbortController().signal;

/** @type {LessonLab | null} */
let lab = null;

provideContext(document, LESSON_LAB, () => (lab ??= createLab()), pageSignal);

/** @returns {LessonLab | null} null on a page without a lab */
function createLab() {
  const element = /** @type {HTMLElement | null} */ (document.querySelector("socket-lab"));
  const main = document.querySelector("main");
  const column = document.getElementById("lab");
  if (!element || !main || !column) return null;
  const session = new LabSession({
    transports: createTransports(element.dataset),
    chosen: loadTransport(),
    lesson: element.dataset.lesson ?? "",
    memory: sessionStore,
  });
  const example = document.querySelector("try-it .try-steps code");
  const views = new LessonViews(main, column, pageSignal);
  const left = document.querySelector("code-view")?.parentElement;
  return new LessonLab({
    lesson: document.getElementById("lesson")?.dataset.lesson ?? "",
    session,
    views,
    parts: left ? new ColumnParts(left, views, pageSignal) : null,
    exampleScript: example?.textContent ?? null,
  });
}
