// After a link to a line of source: a button that leads back to where the
// reader was, in the lesson and with the focus.

import { button, icon } from "../dom.js";
import { isOneColumn, showView } from "../view-switch/view-switch.js";

const lives = new AbortController().signal;

/** @type {HTMLElement | null} */
let shown = null;

/**
 * Offers the way back from where the page is about to scroll to.
 * @param {Element} article
 */
export function offerWayBack(article) {
  if (shown?.isConnected) return; // several links in a row lead back to the first place
  const top = scrollY;
  const focused = document.activeElement;
  const inLab = focused?.closest("#lab") !== null;
  const back = button(
    "Back to where you were",
    { class: "button way-back" },
    () => {
      back.remove();
      showView(inLab ? "lab" : "lesson");
      if (!inLab || !isOneColumn()) scrollTo({ top });
      if (focused instanceof HTMLElement && focused.isConnected)
        focused.focus({ preventScroll: true });
    },
    lives,
  );
  back.prepend(icon("up"));
  shown = back;
  article.append(back);
}
