/**
 * @import { Lead, Part } from "../../class/lead.js"
 * @import { Poll } from "../../class/poll.js"
 */

import { Answered } from "../../class/lead.js";
import { announce } from "../announce.js";
import { button, h, icon } from "../dom.js";
import { EyesFront } from "./eyes-front.js";
import { NoticeStrip } from "./notice-strip.js";
import { createPlaceNotice, isHere } from "./place-notice.js";
import { PollNotice } from "./poll-notice.js";
import { createPushNotice } from "./push-notice.js";
import { endWhenRead } from "./when-read.js";

/** What a learner's page shows of what the instructor sends to all pages. */
export class ClassFollow {
  #answered;
  #signal;
  #eyesFront = new EyesFront();
  #strip;
  /** @type {Lead} */
  #lead = { type: "lead", version: 0 };
  /** Leads back to pushed code that the learner has put off. */
  later = h(
    "button",
    { type: "button", class: "button small class-later", hidden: true },
    icon("code"),
    h("span", { class: "bar-word" }, "Pushed code"),
  );
  /** @type {Map<Part, { version: number, element: HTMLElement, end: AbortController }>} */
  #shown = new Map();
  /** @type {Poll | null} */
  #poll = null;
  /** @type {PollNotice | null} */
  #pollNotice = null;

  /**
   * @param {string} room its code
   * @param {AbortSignal} signal ends all that it shows
   */
  constructor(room, signal) {
    this.#answered = new Answered(room);
    this.#signal = signal;
    this.#strip = new NoticeStrip(signal);
    const draw = () => this.#draw();
    addEventListener("storage", draw, { signal }); // another page of this browser has answered
    document.addEventListener("visibilitychange", draw, { signal });
    const end = () => {
      this.take({ type: "lead", version: 0 });
      this.takePoll(null);
    };
    signal.addEventListener("abort", end, { once: true });
    this.later.title = "Code that your instructor offers";
    this.later.addEventListener("click", () => this.#offerAgain(), { signal });
  }

  #offerAgain() {
    this.#answered.forget("later");
    this.#draw();
    this.#shown.get("pushed")?.element.querySelector("button")?.focus();
  }

  /** @param {Lead} lead */
  take(lead) {
    this.#lead = lead;
    this.#eyesFront.show(lead.pause);
    this.#draw();
  }

  /** @param {Poll | null} poll */
  takePoll(poll) {
    this.#poll = poll;
    this.#draw();
  }

  #draw() {
    const { message, place, pushed } = this.#lead;
    if (place && !document.hidden && isHere(place)) this.#answered.add("place", place.version);
    this.#show("message", message, createMessageNotice);
    this.#show("place", place, createPlaceNotice);
    const isOpen = pushed !== undefined && !this.#answered.has("pushed", pushed.version);
    const isLater = isOpen && this.#answered.has("later", pushed.version);
    this.later.hidden = !isLater;
    this.#show("pushed", isLater ? undefined : pushed, (value, answered, signal) => {
      const later = () => {
        this.#answered.add("later", value.version);
        this.#draw();
        this.later.focus();
      };
      return createPushNotice(value, answered, later, signal);
    });
    this.#showPoll();
    this.#strip.draw();
  }

  /** Shows the poll until its result is closed. */
  #showPoll() {
    const poll = this.#poll;
    const isSeen = poll?.closed && this.#answered.has("poll", poll.version);
    if (this.#pollNotice && (isSeen || this.#pollNotice.version !== poll?.version)) {
      this.#pollNotice.end();
      this.#pollNotice = null;
    }
    if (!poll || isSeen) return;
    if (this.#pollNotice) {
      this.#pollNotice.take(poll);
      return;
    }
    const onEnd = () => {
      this.#answered.add("poll", poll.version);
      this.#draw();
    };
    this.#pollNotice = new PollNotice(poll, onEnd, () => this.#strip.draw(), this.#signal);
    this.#strip.add(this.#pollNotice.element);
  }

  /**
   * Shows a notice until the learner has answered it, or it does not hold any more.
   * @template {{ version: number }} T
   * @param {Part} part
   * @param {T | undefined} value
   * @param {(value: T, answered: () => void, signal: AbortSignal) => HTMLElement} create
   */
  #show(part, value, create) {
    const isOpen = value && !this.#answered.has(part, value.version);
    const shown = this.#shown.get(part);
    if (shown && (!isOpen || shown.version !== value.version)) {
      shown.end.abort();
      shown.element.remove();
      this.#shown.delete(part);
    }
    if (!isOpen || this.#shown.has(part)) return;
    const { version } = value;
    const answered = () => {
      this.#answered.add(part, version);
      this.#draw();
    };
    const end = new AbortController();
    const element = create(value, answered, AbortSignal.any([this.#signal, end.signal]));
    this.#shown.set(part, { version, element, end });
    this.#strip.add(element);
  }
}

/**
 * @param {{ text: string }} message
 * @param {() => void} close
 * @param {AbortSignal} signal
 */
function createMessageNotice({ text }, close, signal) {
  announce(`Your instructor says: ${text}`);
  const attributes = { class: "icon-button", "aria-label": "Close the message" };
  const closer = button("", attributes, close, signal);
  closer.append(icon("close"));
  const element = h(
    "div",
    { class: "class-notice" },
    h("p", { class: "class-notice-from" }, "Your instructor says"),
    closer,
    h("p", { class: "class-notice-text" }, text),
  );
  endWhenRead(element, close, signal);
  return element;
}
