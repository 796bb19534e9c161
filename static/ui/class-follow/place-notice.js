/** @import { Place } from "../../class/lead.js" */

import { announce } from "../announce.js";
import { button, h } from "../dom.js";

const SECONDS = 8; // before a page follows by itself

/**
 * Makes the offer to go where the instructor brings the class. The page follows by itself
 * after some seconds, unless the learner declines; the seconds do not run while the focus
 * is at the offer or the pointer is moved over it, nor in a tab that is not seen. A pointer
 * that rests where the offer appears, as after an answer to a poll, does not hold it.
 * @param {Place} place
 * @param {() => void} answered called when the learner has followed or declined
 * @param {AbortSignal} signal ends the countdown
 */
export function createPlaceNotice({ path, title }, answered, signal) {
  const href = (document.documentElement.dataset.base ?? "/") + path;
  const link = h("a", { class: "button primary", href }, "Go there");
  const seconds = h("span", { class: "class-notice-seconds" });
  // The link must still be in the page when the click reaches those who listen for it.
  link.addEventListener("click", () => setTimeout(answered), { signal });
  const element = h(
    "div",
    { class: "class-notice" },
    h("p", { class: "class-notice-from" }, "Everybody here"),
    h("p", { class: "class-notice-text" }, title),
    h(
      "p",
      { class: "class-notice-choices" },
      link,
      button("Stay here", { class: "button" }, answered, signal),
      seconds,
    ),
  );
  let left = SECONDS;
  let isPointedAt = false;
  const isHeld = () => isPointedAt || element.matches(":focus-within");
  const draw = () => {
    seconds.textContent = isHeld() ? "waits while you are here" : `in ${left} s by itself`;
  };
  const point = (/** @type {boolean} */ isOver) => () => {
    isPointedAt = isOver;
    draw();
  };
  element.addEventListener("pointermove", point(true), { signal });
  element.addEventListener("pointerleave", point(false), { signal });
  element.addEventListener("focusin", draw, { signal });
  element.addEventListener("focusout", () => setTimeout(draw), { signal });
  const timer = setInterval(() => {
    if (document.hidden || isHeld()) return;
    left--;
    draw();
    if (left > 0) return;
    clearInterval(timer);
    link.click();
  }, 1000);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  draw();
  announce(
    `Your instructor asks everybody to come to ${title}. This page goes there in ${SECONDS} seconds, unless you choose Stay here.`,
  );
  return element;
}

/**
 * Reports whether the page shows a place, whatever part of it.
 * @param {Place} place
 */
export function isHere({ path }) {
  const url = new URL((document.documentElement.dataset.base ?? "/") + path, location.href);
  const isPart = url.hash === "" || url.hash === location.hash;
  return url.pathname === location.pathname && url.search === location.search && isPart;
}
