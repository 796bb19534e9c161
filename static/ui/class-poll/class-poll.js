/**
 * @import { Change } from "../class-server/class-server.js"
 * @import { Bar, Poll } from "../../class/poll.js"
 */

import { turnoutOf } from "../../class/poll.js";
import { button, h } from "../dom.js";
import { PollBars } from "./poll-bars.js";

/** The poll of a class on the instructor's page. */
export class ClassPoll {
  #change;
  #signal;
  #bars = new PollBars((bar) => this.#createShow(bar));
  #question = h("p", { class: "poll-question" });
  #turnout = h("span", { class: "poll-turnout" });
  #details = h("details", { open: true });
  #hint = h(
    "p",
    { class: "poll-turnout" },
    "The projector and learners see an answer only once you show it: it may hold a name.",
  );
  #run = h("a", { class: "button", target: "_blank" }, "Run it");
  #close;
  #away;
  element = h("section", { class: "class-poll", "aria-label": "Poll", hidden: true });
  /** @type {Poll | null} */
  #poll = null;
  /** @type {Map<string, HTMLButtonElement>} by the answer's text */
  #shows = new Map();

  /**
   * @param {Change} change
   * @param {AbortSignal} signal
   */
  constructor(change, signal) {
    this.#change = change;
    this.#signal = signal;
    const close = async () => {
      if (await change("PATCH", "poll", { closed: true })) this.#away.focus();
    };
    const away = () => void change("DELETE", "poll");
    this.#close = button("Close the poll", { class: "button primary" }, () => void close(), signal);
    this.#away = button("Put away", { class: "button" }, away, signal);
    const actions = h("p", { class: "poll-actions" }, this.#close, this.#run, this.#away);
    const summary = h("summary", {}, h("h2", {}, "Poll"), this.#turnout);
    this.#details.append(summary, this.#question, this.#bars.element, this.#hint, actions);
    this.element.append(this.#details);
  }

  /** @param {Poll | null} poll */
  take(poll) {
    if (poll && poll.version !== this.#poll?.version) this.#details.open = true;
    this.#poll = poll;
    this.element.hidden = !poll;
    if (!poll?.result) return;
    const { question, choices, closed, path, result } = poll;
    this.#question.textContent = question;
    this.#bars.draw(result);
    this.#turnout.textContent = `${turnoutOf(result)}${closed ? ". The poll is closed." : ""}`;
    this.#hint.hidden = Boolean(choices) || result.bars.length === 0;
    this.#close.hidden = closed;
    this.#run.href = (document.documentElement.dataset.base ?? "/") + path;
    for (const { text, shown } of result.bars)
      this.#shows.get(text)?.setAttribute("aria-pressed", String(shown));
  }

  /** @param {Bar} bar */
  #createShow({ text }) {
    if (this.#poll?.choices) return null;
    const attributes = { class: "button small toggle", "aria-pressed": "false" };
    const show = () => void this.#show(text);
    const toggle = button("Show to all", attributes, show, this.#signal);
    this.#shows.set(text, toggle);
    return toggle;
  }

  /** @param {string} text */
  async #show(text) {
    const bars = this.#poll?.result?.bars ?? [];
    const shown = bars.filter((bar) => bar.shown !== (bar.text === text)).map((bar) => bar.text);
    await this.#change("PATCH", "poll", { shown });
  }
}
