/** @import { Lead } from "../../class/lead.js" */

import { Answered } from "../../class/lead.js";
import { announce } from "../announce.js";
import { button, h, icon } from "../dom.js";
import { EyesFront } from "./eyes-front.js";

/** What a learner's page shows of what the instructor sends to all pages. */
export class ClassFollow {
  #answered;
  #signal;
  #eyesFront = new EyesFront();
  #notices = h("aside", { class: "class-notices", "aria-label": "From your instructor" });
  /** @type {Lead} */
  #lead = { type: "lead", version: 0 };
  /** Versions of what was announced on this page, by part. */
  #announced = { message: 0 };

  /**
   * @param {string} room its code
   * @param {AbortSignal} signal ends all that it shows
   */
  constructor(room, signal) {
    this.#answered = new Answered(room);
    this.#signal = signal;
    // Another page of this browser has answered.
    addEventListener("storage", () => this.#draw(), { signal });
    signal.addEventListener("abort", () => this.take({ type: "lead", version: 0 }), { once: true });
  }

  /** @param {Lead} lead */
  take(lead) {
    this.#lead = lead;
    this.#eyesFront.show(lead.pause);
    this.#draw();
  }

  #draw() {
    const notices = [this.#createMessage()].filter((one) => one !== null);
    this.#notices.replaceChildren(...notices);
    if (notices.length === 0) this.#notices.remove();
    else if (!this.#notices.isConnected) document.body.append(this.#notices);
  }

  #createMessage() {
    const { message } = this.#lead;
    if (!message || this.#answered.has("message", message.version)) return null;
    if (this.#announced.message !== message.version) {
      this.#announced.message = message.version;
      announce(`Your instructor says: ${message.text}`);
    }
    const close = () => {
      this.#answered.add("message", message.version);
      this.#draw();
    };
    const attributes = { class: "icon-button", "aria-label": "Close the message" };
    const closer = button("", attributes, close, this.#signal);
    closer.append(icon("close"));
    return h(
      "div",
      { class: "class-notice" },
      h("p", { class: "class-notice-from" }, "Your instructor says"),
      closer,
      h("p", { class: "class-notice-text" }, message.text),
    );
  }
}
