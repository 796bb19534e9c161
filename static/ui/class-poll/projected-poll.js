import { turnoutOf } from "../../class/poll.js";
import { LabElement } from "../base-element.js";
import { h } from "../dom.js";
import { PollBars } from "./poll-bars.js";

/** @import { Poll } from "../../class/poll.js" */

const INTERVAL = 1000; // ms between two looks

/**
 * `<projected-poll>`: the poll of the class on the projector's page. It asks for what all may
 * see, so that the page cannot show a name. It has no attributes and sends no events.
 */
export class ProjectedPoll extends LabElement {
  #url = `${document.documentElement.dataset.base ?? "/"}api/class/poll`;
  #question = h("h2", { class: "poll-question" });
  #bars = new PollBars();
  #turnout = h("p", { class: "poll-turnout" });
  #version = 0;

  /** @param {AbortSignal} signal */
  connected(signal) {
    this.hidden = true;
    void this.#look(signal);
  }

  /** @param {AbortSignal} signal */
  async #look(signal) {
    try {
      const answer = await fetch(this.#url, { signal });
      if (answer.ok) this.#draw((await answer.json()).poll);
    } catch {
      // The host is away: the last numbers stay.
    }
    if (signal.aborted) return;
    const timer = setTimeout(() => void this.#look(signal), INTERVAL);
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  }

  /** @param {Poll | null} poll */
  #draw(poll) {
    this.hidden = !poll?.result;
    if (!poll?.result) return;
    if (poll.version !== this.#version) {
      this.#version = poll.version;
      this.#bars = new PollBars();
      this.replaceChildren(this.#question, this.#bars.element, this.#turnout);
    }
    const { choices, closed, question, result } = poll;
    this.#question.textContent = question;
    const isShown = Boolean(choices) || result.bars.length > 0;
    this.#bars.element.hidden = !isShown;
    if (isShown) this.#bars.draw(result);
    const how = choices ? "" : ", in their own words";
    this.#turnout.textContent = `${turnoutOf(result)}${how}${closed ? ". The poll is closed." : ""}`;
  }
}

customElements.define("projected-poll", ProjectedPoll);
