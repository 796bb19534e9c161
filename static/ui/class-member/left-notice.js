import { announce } from "../announce.js";
import { NoticeStrip } from "../class-follow/notice-strip.js";
import { button, h, icon } from "../dom.js";

/** @typedef {"deleted" | "removed" | "elsewhere" | "gone"} LeaveReason gone: not known */

const REASONS = {
  deleted: "The class was deleted, with all that the host kept of you.",
  removed: "Your instructor has removed you from the class.",
  elsewhere: "You are in the class with another browser now.",
  gone: "The class was deleted, or your instructor has removed you from it.",
};

/**
 * Shows why the learner is in a class no more, until they close it.
 * @param {string} room the code of the class
 * @param {LeaveReason} reason
 * @param {AbortSignal} signal
 */
export function showLeft(room, reason, signal) {
  const text = REASONS[reason] ?? REASONS.gone;
  announce(text);
  const life = new AbortController();
  const strip = new NoticeStrip(AbortSignal.any([signal, life.signal]));
  const attributes = { class: "icon-button", "aria-label": "Close" };
  const closer = button("", attributes, () => life.abort(), life.signal);
  closer.append(icon("close"));
  const goesOn = "The lessons go on without it, and your code is in this browser.";
  const notice = h(
    "div",
    { class: "class-notice" },
    h("p", { class: "class-notice-from" }, `Class ${room}`),
    closer,
    h("p", { class: "class-notice-text" }, `${text} ${goesOn}`),
  );
  strip.add(notice);
  strip.draw();
}
