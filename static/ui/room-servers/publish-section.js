import { announce } from "../announce.js";
import { atNextFrame, button, h } from "../dom.js";
import { Publisher } from "./publisher.js";
import { isReachable, terminalCommand } from "./server-row.js";

/** @import { LabSession } from "../../lab/session.js" */

/** Where a learner publishes the server that runs in their tab. */
export class PublishSection {
  #publisher;
  #text = h("p", { class: "publish-text" });
  #button;
  #isAllowed = false;
  element;

  /**
   * @param {LabSession} session
   * @param {AbortSignal} signal
   */
  constructor(session, signal) {
    this.#publisher = new Publisher(session, signal);
    const toggle = () => {
      if (this.#publisher.isPublishing) this.#publisher.stop();
      else this.#publisher.start();
    };
    this.#button = button("Publish my server", { class: "button small" }, toggle, signal);
    const head = h("div", { class: "room-server-head" }, h("h3", {}, "Your server"), this.#button);
    this.element = h("section", { class: "publish", hidden: true }, head, this.#text);
    this.#publisher.events.on(
      "change",
      atNextFrame(() => this.#draw(), signal),
      signal,
    );
  }

  get isShown() {
    return this.#isAllowed;
  }

  /** @param {boolean} isAllowed by the instructor */
  allow(isAllowed) {
    this.#isAllowed = isAllowed;
    this.element.hidden = !isAllowed;
    this.#draw();
  }

  #draw() {
    const { address, canPublish, connections, isPublishing, problem } = this.#publisher;
    const had = this.#text.dataset.address ?? "";
    this.#text.dataset.address = address;
    this.#button.textContent = isPublishing ? "Stop publishing" : "Publish my server";
    this.#button.disabled = !isPublishing && !canPublish;
    if (address) {
      const count = connections === 1 ? "1 connection" : `${connections} connections`;
      const where = isReachable(address)
        ? [" Others reach it with ", h("code", {}, terminalCommand(address)), "."]
        : [];
      this.#text.replaceChildren(`Published, ${count}.`, ...where);
      if (!had) announce("Your server is published.");
    } else if (isPublishing) this.#text.textContent = "The host looks for a port …";
    else this.#text.textContent = problem || (canPublish ? CAN : CANNOT);
  }
}

const CAN = "It runs in this tab. Published, it gets a real TCP port on the host.";
const CANNOT =
  "Run your own version of this lesson’s server first, from the Code view. Then you can publish it, for your class and for terminals.";
