import { storage } from "../../core/storage.js";
import { button, h, icon } from "../dom.js";

const STORES_NOTHING = "This browser stores nothing for this page: what you do here ends with it.";

/** @type {Set<string>} */
const shownTexts = new Set();
/** @type {HTMLElement | null} */
let note = null;

/**
 * Shows a line in the corner of the page until the learner closes it. A page shows
 * each line once.
 * @param {string} text
 */
export function showNote(text) {
  if (shownTexts.has(text)) return;
  shownTexts.add(text);
  note ??= createNote();
  const lines = /** @type {HTMLElement} */ (note.firstElementChild);
  // The live region must exist first: screen readers then read what is added to it.
  requestAnimationFrame(() => lines.append(h("p", {}, text)));
}

function createNote() {
  const controller = new AbortController();
  const close = () => {
    controller.abort();
    note?.remove();
    note = null;
  };
  const attributes = { class: "icon-button", "aria-label": "Close this note" };
  const closer = button("", attributes, close, controller.signal);
  closer.append(icon("close"));
  const label = { class: "quiet-note", "aria-label": "About this browser" };
  const element = h("aside", label, h("div", { role: "status" }), closer);
  document.body.append(element);
  return element;
}

storage.on("refused", () => showNote(STORES_NOTHING), new AbortController().signal);
