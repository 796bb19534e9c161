/**
 * @import { Client } from "../../lab/client.js"
 * @import { LabSession } from "../../lab/session.js"
 */

import { h } from "../dom.js";
import { LabClient } from "../lab-client/lab-client.js";
import { gridLayout } from "./grid-layout.js";

const GAP = 8; // px at each side, see the css

/**
 * The clients' cards: side by side while they fit in one row. A crowd of more shows
 * the newest rows of each card or one line, and one card at a time is whole.
 */
export class ClientGrid {
  element = h("div", { class: "client-grid" });
  #session;
  /** @type {Map<Client, LabClient>} */
  #cards = new Map();

  /**
   * @param {LabSession} session
   * @param {AbortSignal} signal
   */
  constructor(session, signal) {
    this.#session = session;
    this.element.addEventListener("card-open", (event) => this.#onOpen(event), { signal });
    const resize = new ResizeObserver(() => this.#arrange());
    resize.observe(this.element);
    signal.addEventListener("abort", () => resize.disconnect(), { once: true });
  }

  get cards() {
    return [...this.#cards.values()];
  }

  /** @param {Client} client */
  cardOf(client) {
    return this.#cards.get(client);
  }

  /** Adds and removes cards to match the session's clients. */
  draw() {
    const { clients } = this.#session;
    for (const [client, card] of this.#cards) {
      if (clients.includes(client)) continue;
      card.remove();
      this.#cards.delete(client);
    }
    for (const client of clients) {
      if (this.#cards.has(client)) continue;
      const card = new LabClient(client, this.#session);
      this.#cards.set(client, card);
      const after = clients.find((other) => other.index > client.index && this.#cards.has(other));
      this.element.insertBefore(card, (after && this.#cards.get(after)) ?? null);
    }
    this.#arrange();
  }

  #arrange() {
    const { clientWidth, clientHeight, dataset } = this.element;
    const count = this.#cards.size;
    const layout = gridLayout(count, clientWidth - 2 * GAP, clientHeight);
    dataset.columns = String(layout.columns);
    this.element.toggleAttribute("data-four", count === 4);
    if (layout.crowd === this.element.getAttribute("data-crowd")) return;
    if (layout.crowd) this.element.setAttribute("data-crowd", layout.crowd);
    else this.element.removeAttribute("data-crowd");
    for (const card of this.#cards.values()) card.redraw();
  }

  /** @param {Event} event from the card that unfolds */
  #onOpen({ target }) {
    for (const card of this.#cards.values()) if (card !== target) card.shut();
    if (target instanceof HTMLElement) target.scrollIntoView({ block: "nearest" });
  }
}
