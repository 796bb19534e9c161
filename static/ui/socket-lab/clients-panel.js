/** @import { LabSession } from "../../lab/session.js" */

import { button, h, icon } from "../dom.js";
import { limitationText } from "../limitation.js";
import { ClientGrid } from "./client-grid.js";
import { clientsToolbar } from "./clients-toolbar.js";

/**
 * @typedef {object} Actions
 * @property {() => void} onAdd called when the learner has added a client
 * @property {() => void} showNewest scrolls the lab's panels to the newest row
 * @property {() => void} edit opens the script panel
 */

/** The panel of the clients: a toolbar and a card for each client. */
export class ClientsPanel {
  #session;
  #onAdd;
  #grid;
  #add;
  element;

  /**
   * @param {LabSession} session
   * @param {Actions} actions
   * @param {AbortSignal} signal
   */
  constructor(session, { onAdd, showNewest, edit }, signal) {
    this.#session = session;
    this.#onAdd = onAdd;
    this.#grid = new ClientGrid(session, signal);
    const attributes = { class: "button small add-client" };
    this.#add = button("Connect a client", attributes, () => this.#addClient(), signal);
    this.#add.prepend(icon("plus"));
    const { tools, note } = clientsToolbar(session, { showNewest, edit }, signal);
    this.element = h(
      "section",
      { class: "clients", "aria-labelledby": "clients-title" },
      h(
        "header",
        { class: "panel-head" },
        h("h2", { id: "clients-title" }, "Clients"),
        h("div", { class: "clients-tools" }, this.#add, ...tools),
      ),
      note,
      this.#grid.element,
    );
    this.#grid.element.addEventListener("card-remove", () => this.focusAdd(), { signal });
    session.events.on("clients", () => this.#drawCards(), signal);
    this.#drawCards();
  }

  focusAdd() {
    this.#add.focus({ preventScroll: true });
  }

  /** Scrolls to the first row of cards. */
  scrollToTop() {
    this.#grid.element.scrollTop = 0;
  }

  /** Scrolls every card to its newest row. */
  toNewest() {
    for (const card of this.#grid.cards) card.toNewest();
  }

  /** Redraws what depends on the session's state. */
  draw() {
    for (const card of this.#grid.cards) card.redraw();
    this.#add.disabled = this.#session.state !== "listening";
  }

  /** Shows a hint where there are no clients. */
  drawEmpty() {
    const grid = this.#grid.element;
    grid.querySelector(".clients-empty")?.remove();
    if (this.#session.clients.length > 0) return;
    const { info, labTransport } = this.#session;
    const hint =
      info && labTransport.command(info) !== null
        ? "Connect a client and send it a line, or run the command above in a terminal: the log shows both."
        : `Connect a client and send it a line: the log shows what the server does. ${limitationText(labTransport, "lifetime")}`;
    grid.append(h("p", { class: "clients-empty" }, h("strong", {}, "Nobody is connected. "), hint));
  }

  #drawCards() {
    this.#grid.draw();
    this.drawEmpty();
  }

  #addClient() {
    const client = this.#session.addClient();
    this.#onAdd();
    const card = this.#grid.cardOf(client);
    card?.open();
    card?.scrollIntoView({ block: "nearest" });
    card?.focusInput();
  }
}
