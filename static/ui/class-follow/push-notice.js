/** @import { Pushed } from "../../class/lead.js" */

import { markPushed } from "../../class/lead.js";
import { announce } from "../announce.js";
import { button, h } from "../dom.js";

/**
 * Makes the offer of the code that the instructor has pushed. It opens as the code of a link
 * does: shown, and neither kept nor run before the learner says so.
 * @param {Pushed} pushed
 * @param {() => void} answered called when the code is opened
 * @param {() => void} later called when the learner puts it off
 * @param {AbortSignal} signal
 */
export function createPushNotice({ title }, answered, later, signal) {
  const base = document.documentElement.dataset.base ?? "/";
  const status = h("p", { class: "class-notice-status", role: "status" });
  const open = async () => {
    try {
      const answer = await fetch(`${base}api/member/code`, { signal });
      const { path, code, detail } = await answer.json();
      status.textContent = detail ?? "";
      if (!answer.ok) return;
      answered();
      markPushed(code);
      location.assign(base + path + code);
    } catch {
      if (!signal.aborted) status.textContent = "The host cannot be reached. Try again later.";
    }
  };
  const element = h(
    "div",
    { class: "class-notice" },
    h("p", { class: "class-notice-from" }, "Your instructor’s version"),
    h(
      "p",
      { class: "class-notice-text" },
      `Code for ${title}. Your own draft stays until you replace it.`,
    ),
    h(
      "p",
      { class: "class-notice-choices" },
      button("Open", { class: "button primary" }, () => void open(), signal),
      button("Later", { class: "button" }, later, signal),
    ),
    status,
  );
  announce(`Your instructor offers code for ${title}.`);
  return element;
}
