/** @import { LessonLab } from "../lesson-lab.js" */

import { copyButton } from "../copy-button/copy-button.js";
import { button, h } from "../dom.js";
import { limitationText } from "../limitation.js";

const STATE_LABELS = {
  none: "not running",
  starting: "starting",
  finding: "looking for it",
  listening: "listening",
  stopping: "stopping",
  stopped: "stopped",
  failed: "failed",
  gone: "gone",
};

/**
 * The header of the lab: its state and address, a command for a terminal, and the
 * buttons that start and stop the server.
 */
export class LabHeader {
  #lab;
  #session;
  #surround;
  #signal;
  #state = h("span", { class: "lab-word" });
  #address = h("code", { class: "lab-address" });
  #status = h(
    "p",
    { class: "lab-status" },
    h("span", { class: "lab-dot", "aria-hidden": "true" }),
    this.#state,
    this.#address,
  );
  #reach = h("div", { class: "lab-reach" });
  #actions = h("div", { class: "lab-actions" });
  element = h("div", { class: "lab-head" }, this.#status, this.#reach, this.#actions);
  #reachText = "";
  /** @type {string | null} data-do of the button that gets the focus once it is enabled */
  #pendingFocus = null;

  /**
   * @param {Pick<LessonLab, "session" | "exercise" | "publishOffer">} lab
   * @param {HTMLElement} surround gets the focus while no button can have it
   * @param {AbortSignal} signal
   */
  constructor(lab, surround, signal) {
    this.#lab = lab;
    this.#session = lab.session;
    this.#surround = surround;
    this.#signal = signal;
  }

  /**
   * Puts elements that move between header and start panel into the header.
   * @param {HTMLElement | null} transportSwitch
   * @param {HTMLElement} loadBar
   */
  take(transportSwitch, loadBar) {
    if (transportSwitch && transportSwitch.parentNode !== this.element)
      this.#reach.before(transportSwitch);
    if (loadBar.parentNode !== this.#status) this.#status.append(loadBar);
  }

  /** @param {boolean} canStart whether Start is offered here, and not in the notice */
  draw(canStart) {
    const { info, state, link } = this.#session;
    const { activeElement } = document;
    const focused = this.element.contains(activeElement) ? activeElement : null;
    this.#state.textContent = link === "reconnecting" ? "reconnecting" : STATE_LABELS[state];
    this.#address.textContent = info?.address ?? "";
    this.#address.hidden = info === null;
    this.#drawReach();
    this.#drawActions(canStart);
    this.#restoreFocus(focused instanceof HTMLElement && !focused.isConnected ? focused : null);
  }

  /** Shows which version runs, or the next start runs, where there are two, and a command for a terminal or that none is. */
  #drawReach() {
    const { info, state, transport, chosenVersion: version } = this.#session;
    const command = info && state === "listening" ? transport.command(info) : "";
    // The offer to publish says how others reach it.
    const text = command ?? (this.#lab.publishOffer ? "" : limitationText(transport, "reach"));
    const other = this.#other;
    const label = version?.label ?? (other ? "lesson's version" : "");
    const key = `${label}\n${other?.label}\n${text}`;
    if (this.#reachText === key) return;
    this.#reachText = key;
    const content = command
      ? this.#commandButton(command)
      : h("p", { class: "lab-aside", title: text }, text);
    const versions = [
      label ? h("span", { class: "lab-version", title: label }, label) : "",
      other ? this.#otherButton(other) : "",
      text ? content : "",
    ];
    this.#reach.replaceChildren(...versions.filter((one) => one !== ""));
  }

  /**
   * What the lab can run in place of its version: the exercise that is open, or the lesson's
   * version, or from there the learner's own.
   * @returns {{ label: string, run: () => void } | null} null where there is one version
   */
  get #other() {
    const session = this.#session;
    const { chosenVersion, ownVersion } = session;
    const { exercise } = this.#lab;
    if (exercise && session.info && chosenVersion?.exercise !== exercise.name) return exercise;
    if (chosenVersion) return { label: "lesson's version", run: () => session.runLesson() };
    return ownVersion && { label: ownVersion.label, run: () => session.runVersion(ownVersion) };
  }

  /** @param {{ label: string, run: () => void }} other */
  #otherButton({ label, run }) {
    const name = label.charAt(0).toUpperCase() + label.slice(1);
    return button(name, { class: "button small" }, run, this.#signal);
  }

  /** @param {string} command */
  #commandButton(command) {
    const content = h("code", {}, command);
    const label = `Copy the command: ${command}`;
    const options = { label, text: () => command, content, className: "lab-command" };
    const copy = copyButton(options, this.#signal);
    copy.title = command; // which may be too long to be visible whole
    return copy;
  }

  /** @param {boolean} canStart */
  #drawActions(canStart) {
    const session = this.#session;
    const create = (
      /** @type {string} */ name,
      /** @type {string} */ text,
      /** @type {() => void} */ act,
    ) => {
      const attributes = { class: "button small", "data-do": name, disabled: session.busy };
      return button(text, attributes, act, this.#signal);
    };
    const buttons = [];
    const offer = this.#lab.publishOffer;
    if (offer && session.info && session.state === "listening")
      buttons.push(create("publish", offer.isPublished ? "Published" : "Publish …", offer.open));
    if (session.info && (session.state === "listening" || session.busy)) {
      buttons.push(create("restart", "Restart", () => session.restart()));
      buttons.push(create("stop", "Stop", () => session.stop()));
    } else if (session.info && canStart) {
      buttons.push(create("start", "Start", () => session.start()));
    }
    this.#actions.replaceChildren(...buttons);
  }

  /**
   * Start becomes Stop under the learner's hand: the focus goes to the new button,
   * or to what surrounds the header while that is disabled.
   * @param {HTMLElement | null} lost had the focus and was removed
   */
  #restoreFocus(lost) {
    if (lost) this.#pendingFocus = lost.dataset.do ?? "";
    else if (document.activeElement !== this.#surround) this.#pendingFocus = null;
    if (this.#pendingFocus === null) return;
    const next =
      this.#actions.querySelector(`[data-do="${this.#pendingFocus}"]:not(:disabled)`) ??
      this.#actions.querySelector("button:not(:disabled)");
    if (next) this.#pendingFocus = null;
    const target = next instanceof HTMLElement ? next : this.#surround;
    target.focus({ preventScroll: true });
  }
}
