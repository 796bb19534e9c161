/** @import { Client } from "../../lab/client.js" */

import { button, h } from "../dom.js";

/** The row of buttons that end, break off or pause a client's connection. */
export class ClientActions {
  #client;
  #halfClose;
  #pause;
  #close;
  #reset;
  element;

  /**
   * @param {Client} client
   * @param {AbortSignal} signal
   */
  constructor(client, signal) {
    this.#client = client;
    const create = (
      /** @type {string} */ text,
      /** @type {string} */ title,
      /** @type {() => void} */ act,
    ) => button(text, { class: "client-action", title }, act, signal);
    this.#halfClose = create("Half-close", "Send no more, go on reading (FIN)", () =>
      client.halfClose(),
    );
    this.#pause = create("Pause", "", () => this.#togglePause());
    this.#close = create("Close", "Close the connection in good order", () => client.close());
    this.#reset = create("Reset", "Break the connection off (RST)", () => client.reset());
    this.element = h(
      "div",
      { class: "client-actions" },
      this.#halfClose,
      this.#pause,
      this.#close,
      this.#reset,
    );
  }

  draw() {
    const { live, canSend, phase } = this.#client;
    this.element.hidden = !live;
    this.#halfClose.disabled = !canSend;
    this.#close.disabled = !live;
    this.#pause.disabled = this.#reset.disabled = phase !== "open";
    this.#pause.textContent = this.#readsLess ? "Read on" : "Pause";
    this.#pause.title = this.#readsLess
      ? "Read again what the server sends, as fast as it comes"
      : "Stop reading: be a slow client";
  }

  /** Whether the client has paused or reads slowly. */
  get #readsLess() {
    return this.#client.paused || this.#client.rate > 0;
  }

  #togglePause() {
    if (this.#readsLess) this.#client.resume();
    else this.#client.pause();
  }
}
