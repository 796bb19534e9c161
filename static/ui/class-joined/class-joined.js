import { LabElement } from "../base-element.js";

/** The event of another server of the class, or none: its detail. */
export const SERVER_EVENT = "class-server";

/** @typedef {{ id: string, title: string }} JoinedServer the server that runs for the class */

const INTERVAL = 3000; // ms between two looks

/**
 * `<class-joined data-joined>`: how many learners have joined, on the projector's page. It
 * asks for the number and the class's server alone, so that the page cannot show a name.
 *
 * Attribute: `data-joined`, the number when the page was made. It sends SERVER_EVENT, which
 * bubbles, after each look, with a JoinedServer or null.
 */
export class ClassJoined extends LabElement {
  #url = `${document.documentElement.dataset.base ?? "/"}api/class/joined`;

  /** @param {AbortSignal} signal */
  connected(signal) {
    this.#draw(Number(this.dataset.joined));
    void this.#look(signal);
    const timer = setInterval(() => void this.#look(signal), INTERVAL);
    signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  }

  /** @param {AbortSignal} signal */
  async #look(signal) {
    try {
      const answer = await fetch(this.#url, { signal });
      if (!answer.ok) return;
      const { joined, server = null } = await answer.json();
      this.#draw(joined);
      this.dispatchEvent(new CustomEvent(SERVER_EVENT, { bubbles: true, detail: server }));
    } catch {
      // The host is away: the last number stays.
    }
  }

  /** @param {number} joined */
  #draw(joined) {
    this.textContent = joined === 1 ? "1 has joined" : `${joined} have joined`;
  }
}

customElements.define("class-joined", ClassJoined);
