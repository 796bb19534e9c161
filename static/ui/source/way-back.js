// After a link to a line of source: a button behind the code that leads back to
// where the reader was, in the lesson and with the focus.

import { button, icon } from "../dom.js";
import { showView, viewSwitch } from "../view-switch/view-switch.js";

const pageLives = new AbortController().signal;

/** @type {{ button: HTMLElement, line: Element } | null} */
let offered = null;

/**
 * Offers the way back from a line to which the page is about to scroll. Further
 * links lead back to the same place, until the reader has gone on by scrolling.
 * @param {Element} line
 */
export function offerWayBack(line) {
  const before = offered;
  const stays = before?.button.isConnected && isInView(before.line);
  const back = before && stays ? before.button : makeButton();
  if (!stays) before?.button.remove();
  offered = { button: back, line };
  line.closest("figure")?.after(back);
}

function makeButton() {
  const views = viewSwitch();
  const top = views?.positionOf("lesson") ?? scrollY;
  const focused = document.activeElement;
  const view = focused?.closest("#lab") == null ? "lesson" : "lab";
  const goBack = () => {
    back.remove();
    showView(view);
    const scroll = () => (views ? views.setPosition("lesson", top) : scrollTo({ top }));
    scroll();
    // Chromium adds what a smooth scroll that still runs has moved meanwhile.
    requestAnimationFrame(scroll);
    if (focused instanceof HTMLElement && focused.isConnected)
      focused.focus({ preventScroll: true });
  };
  const back = button("Back to where you were", { class: "button way-back" }, goBack, pageLives);
  back.prepend(icon("up"));
  return back;
}

/** @param {Element} element */
function isInView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
