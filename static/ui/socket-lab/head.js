// The lab's head: its state and address, where it runs, how it is reached from
// outside, and what can be done with the server.

import { copyButton } from "../copy-button/copy-button.js";
import { differenceOf } from "../difference.js";
import { button, h } from "../dom.js";

/** @typedef {import("../../lab/session.js").LabSession} LabSession */

const STATE_WORDS = {
  none: "not running",
  starting: "starting",
  finding: "looking for it",
  listening: "listening",
  stopping: "stopping",
  stopped: "stopped",
  failed: "failed",
  gone: "gone",
};

export class LabHead {
  #session;
  #signal;
  #word = h("span", { class: "lab-word" });
  #address = h("code", { class: "lab-address" });
  #status = h(
    "p",
    { class: "lab-status" },
    h("span", { class: "dot", "aria-hidden": "true" }),
    this.#word,
    this.#address,
  );
  #reach = h("div", { class: "lab-reach" });
  #actions = h("div", { class: "lab-actions" });
  element = h("div", { class: "lab-head" }, this.#status, this.#reach, this.#actions);
  #reached = "";
  /** @type {string | null} what is to have the focus as soon as it can */
  #owed = null;

  /**
   * @param {LabSession} session
   * @param {AbortSignal} signal
   */
  constructor(session, signal) {
    this.#session = session;
    this.#signal = signal;
  }

  /**
   * @param {HTMLElement | null} placeSwitch
   * @param {HTMLElement} loadBar
   */
  take(placeSwitch, loadBar) {
    if (placeSwitch && placeSwitch.parentNode !== this.element) this.#reach.before(placeSwitch);
    if (loadBar.parentNode !== this.#status) this.#status.append(loadBar);
  }

  /** @param {boolean} startable whether Start is offered here, and not in the notice */
  draw(startable) {
    const { facts, state, link } = this.#session;
    const focused = this.element.contains(document.activeElement) ? document.activeElement : null;
    this.#word.textContent = link === "reconnecting" ? "reconnecting" : STATE_WORDS[state];
    this.#address.textContent = facts?.address ?? "";
    this.#address.hidden = facts === null;
    this.#drawReach();
    this.#drawActions(startable);
    this.#keepFocus(focused?.isConnected ? null : focused);
  }

  /** A command for a terminal; where there is none to be had, the line that says so. */
  #drawReach() {
    const { facts, state, transport } = this.#session;
    const command = facts && state === "listening" ? transport.command(facts) : "";
    const said = command ?? differenceOf(transport, "reach");
    if (this.#reached === said) return;
    this.#reached = said;
    const shown = command ? this.#commandButton(command) : h("p", { class: "lab-aside" }, said);
    this.#reach.replaceChildren(...(said ? [shown] : []));
  }

  /** @param {string} command */
  #commandButton(command) {
    const face = h("code", {}, command);
    const label = `Copy the command: ${command}`;
    const about = { label, text: () => command, face, className: "command" };
    const copy = copyButton(about, this.#signal);
    copy.title = command; // which may be too long to be seen whole
    return copy;
  }

  /** @param {boolean} startable */
  #drawActions(startable) {
    const session = this.#session;
    const add = (
      /** @type {string} */ name,
      /** @type {string} */ text,
      /** @type {() => void} */ act,
    ) => {
      const attributes = { class: "button small", "data-do": name, disabled: session.busy };
      this.#actions.append(button(text, attributes, act, this.#signal));
    };
    this.#actions.replaceChildren();
    if (session.facts && (session.state === "listening" || session.busy)) {
      add("restart", "Restart", () => session.restart());
      add("stop", "Stop", () => session.stop());
    } else if (session.facts && startable) {
      add("start", "Start", () => session.start());
    }
  }

  /**
   * Start becomes Stop under the learner's hand: the focus stays where it was,
   * or waits nearby while nothing can be done.
   * @param {Element | null} lost what had it, and went with what was drawn anew
   */
  #keepFocus(lost) {
    const lab = this.element.closest("section");
    if (lost) this.#owed = /** @type {HTMLElement} */ (lost).dataset.do ?? "";
    else if (document.activeElement !== lab) this.#owed = null;
    if (this.#owed === null) return;
    const next =
      this.#actions.querySelector(`[data-do="${this.#owed}"]:not(:disabled)`) ??
      this.#actions.querySelector("button:not(:disabled)");
    if (next) this.#owed = null;
    const to = next instanceof HTMLElement ? next : lab;
    to?.focus({ preventScroll: true });
  }
}
