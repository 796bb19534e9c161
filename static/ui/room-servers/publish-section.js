import { announce } from "../announce.js";
import { atNextFrame, button, h } from "../dom.js";
import { Publisher } from "./publisher.js";
import { isReachable, terminalCommand } from "./server-row.js";

/** @import { LessonLab } from "../lesson-lab.js" */

/** Where a learner publishes the server that runs in their tab. */
export class PublishSection {
  #lab;
  #open;
  #publisher;
  #text = h("p", { class: "publish-text" });
  #button;
  #isAllowed = false;
  element;

  /**
   * @param {LessonLab} lab
   * @param {() => void} open shows the section
   * @param {AbortSignal} signal
   */
  constructor(lab, open, signal) {
    this.#lab = lab;
    this.#open = open;
    this.#publisher = new Publisher(lab.session, signal);
    signal.addEventListener("abort", () => lab.setPublishOffer(null), { once: true });
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
    if (isAllowed && !this.#isAllowed)
      announce("Your instructor lets you publish your server. The button is in the bar.");
    this.#isAllowed = isAllowed;
    this.element.hidden = !isAllowed;
    this.#draw();
  }

  get #explanation() {
    if (this.#publisher.canPublish) return CAN;
    return this.#publisher.runsElsewhere ? ON_HOST : NOT_RUNNING;
  }

  /** @param {boolean} isPublished */
  #offer(isPublished) {
    const was = this.#lab.publishOffer;
    const isSame = this.#isAllowed ? was?.isPublished === isPublished : was === null;
    if (!isSame)
      this.#lab.setPublishOffer(this.#isAllowed ? { isPublished, open: this.#open } : null);
  }

  #draw() {
    const { address, canPublish, connections, isPublishing, problem } = this.#publisher;
    const isRestarting = isPublishing && !canPublish;
    this.#offer(address !== "");
    const had = this.#text.dataset.address ?? "";
    this.#text.dataset.address = address;
    this.#button.textContent = isPublishing ? "Stop publishing" : "Publish my server";
    this.#button.disabled = !isPublishing && !canPublish;
    if (address) {
      const count = connections === 1 ? "1 connection" : `${connections} connections`;
      const where = isReachable(address)
        ? [" Others reach it with ", h("code", {}, terminalCommand(address)), "."]
        : [];
      const state = isRestarting ? "the server starts again" : count;
      this.#text.replaceChildren(`Published, ${state}.`, ...where);
      if (!had) announce("Your server is published.");
    } else if (isPublishing) this.#text.textContent = "The host looks for a port …";
    else this.#text.textContent = problem || this.#explanation;
  }
}

const CAN = "It runs in this tab. Published, it gets a real TCP port on the host.";
const NOT_RUNNING =
  "Run this lesson’s server in this tab first, or your own version of it from the Code view. Then you can publish it, for your class and for terminals.";
const ON_HOST =
  "This server runs on the host. Only one that runs in this tab can be published: stop it and start it there, or run your own version from the Code view.";
