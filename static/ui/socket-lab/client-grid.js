// The clients' cards: side by side while they fit in one row. When there are more
// each shows its newest rows or is one line, and one at a time is whole.

import { h } from "../dom.js";

/**
 * @typedef {import("../lab-client/lab-client.js").LabClient} LabClient
 * @typedef {import("../../lab/client.js").Client} Client
 * @typedef {import("../../lab/session.js").LabSession} LabSession
 */

const LEAST_WIDTH = 204; // px of a card, where there are more than three
const GAP = 8;
const LINE_WIDTH = 200; // px of a card in a crowd, see the css
const LINE_HEIGHT = 72; // px that such a card needs to show its newest rows
const ALWAYS = 3; // cards stay whole, however narrow the lab is

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
    this.element.addEventListener("card-open", (event) => this.#opened(event), { signal });
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

  /** Makes the cards match the session's clients. */
  draw() {
    const { clients } = this.#session;
    for (const [client, card] of this.#cards) {
      if (clients.includes(client)) continue;
      card.remove();
      this.#cards.delete(client);
    }
    for (const client of clients) {
      if (this.#cards.has(client)) continue;
      const card = /** @type {LabClient} */ (document.createElement("lab-client"));
      card.client = client;
      card.session = this.#session;
      this.#cards.set(client, card);
      const after = clients.find((other) => other.index > client.index && this.#cards.has(other));
      this.element.insertBefore(card, (after && this.#cards.get(after)) ?? null);
    }
    this.#arrange();
  }

  #arrange() {
    const width = this.element.clientWidth - 2 * GAP;
    const count = this.#cards.size;
    const fits = Math.max(ALWAYS, Math.floor((width + GAP) / (LEAST_WIDTH + GAP)));
    this.element.dataset.columns = count > ALWAYS ? String(Math.min(6, fits)) : String(ALWAYS);
    const lines = Math.max(1, Math.floor((width + GAP) / (LINE_WIDTH + GAP)));
    const columns = count === 4 ? Math.min(2, lines) : lines; // two by two
    this.element.toggleAttribute("data-four", count === 4);
    const height = this.element.clientHeight / Math.ceil(count / columns);
    const crowd = count <= fits ? null : height >= LINE_HEIGHT ? "some" : "many";
    if (crowd === this.element.getAttribute("data-crowd")) return;
    if (crowd) this.element.setAttribute("data-crowd", crowd);
    else this.element.removeAttribute("data-crowd");
    for (const card of this.#cards.values()) card.redraw();
  }

  /** @param {Event} event from the card that the learner opens */
  #opened({ target }) {
    for (const card of this.#cards.values()) if (card !== target) card.shut();
    if (target instanceof HTMLElement) target.scrollIntoView({ block: "nearest" });
  }
}
