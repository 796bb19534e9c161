/**
 * @import { LessonLab } from "../lesson-lab.js"
 * @import { Transport } from "../../transport/transport.js"
 * @import { Notice } from "./notices.js"
 */

import { button, h } from "../dom.js";
import { noticeFor } from "./notices.js";

/**
 * @typedef {object} Actions
 * @property {() => void} run
 * @property {() => void} runExercise runs the exercise that is open
 * @property {(transport: Transport) => void} runOn
 * @property {() => void} openCode
 */

/** Shows the notice that the lab's state calls for, with buttons for what helps. */
export class NoticeBar {
  element = h("div", { class: "lab-notice", role: "status", hidden: true });
  #lab;
  #actions;
  #signal;
  /** Identifies the notice on display. */
  #key = "";

  /**
   * @param {Pick<LessonLab, "session" | "exercise">} lab
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  constructor(lab, actions, signal) {
    this.#lab = lab;
    this.#actions = actions;
    this.#signal = signal;
  }

  /** @param {boolean} [acceptOverdue] whether the server has not called Accept for long */
  draw(acceptOverdue = false) {
    const { element } = this;
    const notice = noticeFor(this.#lab, acceptOverdue);
    const { id } = this.#lab.session.transport;
    const key = notice ? [notice.title, notice.detail, notice.action, id].join(" ") : "";
    if (key === this.#key) return;
    this.#key = key;
    element.hidden = notice === null;
    element.replaceChildren();
    if (!notice) return;
    element.dataset.kind = notice.kind;
    element.append(
      h("p", {}, h("strong", {}, notice.title), ` ${notice.detail}`),
      h("div", { class: "lab-ways" }, ...this.#buttons(notice)),
    );
  }

  /** @param {Notice} notice */
  #buttons({ action, runsExercise, canUseOtherTransport, opensCode }) {
    const { transports, transport } = this.#lab.session;
    const { run, runExercise, runOn, openCode } = this.#actions;
    const others = canUseOtherTransport ? transports.filter((other) => other !== transport) : [];
    const primary = { class: "button small primary" };
    const buttons = others.map((other) =>
      button(other.runLabel, primary, () => runOn(other), this.#signal),
    );
    const secondary = buttons.length > 0 ? { class: "button small" } : primary;
    const act = runsExercise ? runExercise : run;
    if (action) buttons.unshift(button(action, secondary, act, this.#signal));
    if (opensCode)
      buttons.push(button("Open Code", { class: "button small" }, openCode, this.#signal));
    return buttons;
  }
}
