import { LabElement } from "../base-element.js";

const INTERVAL = 3000; // ms between two looks

/**
 * `<class-joined data-joined>`: how many learners have joined, on the projector's page. It
 * asks for the number alone, so that the page cannot show a name.
 *
 * Attribute: `data-joined`, the number when the page was made. It sends no events.
 */
export class ClassJoined extends LabElement {
  #url = `${document.documentElement.dataset.base ?? "/"}api/class/joined`;

  /** @param {AbortSignal} signal */
  connected(signal) {
    this.#draw(Number(this.dataset.joined));
    const timer = setInterval(() => void this.#look(signal), INTERVAL);
    signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  }

  /** @param {AbortSignal} signal */
  async #look(signal) {
    try {
      const answer = await fetch(this.#url, { signal });
      if (answer.ok) this.#draw((await answer.json()).joined);
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
