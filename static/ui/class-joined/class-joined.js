import { LabElement } from "../base-element.js";

/** The event of another server of the class, or none: its detail. */
export const SERVER_EVENT = "class-server";

/**
 * The server that runs for the class.
 * @typedef {{ id: string, title: string, names: Record<string, string> }} JoinedServer
 *   names: of members by the address of their client, none unless the instructor shows them
 */

const INTERVAL = 3000; // ms between two looks

/**
 * `<class-joined data-joined>`: how many learners have joined, on the projector's page. It
 * asks for the number and the class's server alone; the host adds no name unless the instructor shows them.
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
      // The class is deleted, or the link renewed: the host's page says so.
      if (answer.status === 403) location.reload();
      if (!answer.ok) return;
      const { joined, server, names = {} } = await answer.json();
      this.#draw(joined);
      const detail = server ? { ...server, names } : null;
      this.dispatchEvent(new CustomEvent(SERVER_EVENT, { bubbles: true, detail }));
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
