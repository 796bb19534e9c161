/** @import { Place } from "../../class/lead.js" */

import { announce } from "../announce.js";
import { button, h } from "../dom.js";
import { countDown } from "./when-read.js";

const SECONDS = 8; // before a page follows by itself

/**
 * Makes the offer to go where the instructor brings the class. The page follows by itself
 * after some seconds, unless the learner declines.
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
  const draw = (/** @type {number} */ left, /** @type {boolean} */ isHeld) => {
    seconds.textContent = isHeld ? "waits while you are here" : `in ${left} s by itself`;
  };
  countDown(element, SECONDS, { draw, end: () => link.click() }, signal);
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
