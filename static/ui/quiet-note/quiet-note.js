// What the browser withholds from the page, in a quiet corner, each line once.

import { storage } from "../../lab/storage.js";
import { button, h, icon } from "../dom.js";

const STORES_NOTHING = "This browser stores nothing for this page: what you do here ends with it.";

/** @type {Set<string>} */
const shown = new Set();
/** @type {HTMLElement | null} */
let note = null;

/**
 * Shows a line in the corner of the page until it is closed. A line that was
 * shown before is not shown again.
 * @param {string} text
 */
export function showNote(text) {
  if (shown.has(text)) return;
  shown.add(text);
  note ??= makeNote();
  const lines = /** @type {HTMLElement} */ (note.firstElementChild);
  // After the live region is there: a screen reader then reads what comes into it.
  requestAnimationFrame(() => lines.append(h("p", {}, text)));
}

function makeNote() {
  const end = new AbortController();
  const close = () => {
    end.abort();
    note?.remove();
    note = null;
  };
  const label = { class: "icon-button", "aria-label": "Close this note" };
  const closer = button("", label, close, end.signal);
  closer.append(icon("close"));
  const made = h("aside", { class: "quiet-note" }, h("div", { role: "status" }), closer);
  made.setAttribute("aria-label", "About this browser");
  document.body.append(made);
  return made;
}

storage.on("refused", () => showNote(STORES_NOTHING), new AbortController().signal);
