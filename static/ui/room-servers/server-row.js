import { HostTransport, isOwnComputer } from "../../transport/host/host-transport.js";
import { button, h, icon } from "../dom.js";
import { LabClient } from "../lab-client/lab-client.js";
import { ServerClients } from "./server-clients.js";

/** @import { RoomServer } from "./server-clients.js" */

/** A server of the class in the learner's panel, with the learner's clients of it. */
export class ServerRow {
  #title = h("h3", { class: "room-server-title" });
  #place = h("p", { class: "room-server-place" });
  #cards = h("div", { class: "room-server-clients" });
  #connect;
  #clients;
  #end = new AbortController();
  element;

  /**
   * @param {RoomServer} server
   * @param {AbortSignal} signal
   */
  constructor(server, signal) {
    const life = AbortSignal.any([signal, this.#end.signal]);
    const path = `/api/member/servers/${encodeURIComponent(server.id)}/clients`;
    const host = new HostTransport();
    this.#clients = new ServerClients(
      (handlers, options) => host.connect(path, handlers, options),
      life,
    );
    const attributes = { class: "button small" };
    this.#connect = button("Connect a client", attributes, () => this.connect(), life);
    this.#connect.prepend(icon("plus"));
    const head = h("div", { class: "room-server-head" }, this.#title, this.#connect);
    this.element = h("li", { class: "room-server" }, head, this.#place, this.#cards);
    this.#clients.events.on("clients", () => this.#drawCards(), life);
    this.#cards.addEventListener("card-remove", () => this.#connect.focus(), { signal: life });
    this.draw(server);
  }

  /** @param {RoomServer} server */
  draw({ title, name, address }) {
    this.#title.textContent = name ? `${name}’s server` : "The class’s server";
    this.#place.textContent = title;
    this.#connect.title = `Connect a client to ${this.#title.textContent}`;
    if (address && isReachable(address))
      this.#place.append(h("code", {}, terminalCommand(address)));
  }

  get isUsed() {
    return this.#clients.clients.length > 0;
  }

  /** Opens a client and puts the focus into it. */
  connect() {
    const client = this.#clients.addClient();
    const cards = /** @type {LabClient[]} */ ([...this.#cards.children]);
    cards.find((card) => card.dataset.letter === client.letter)?.focusInput();
  }

  /** The server has ended. What its clients have received stays. */
  end() {
    this.#connect.disabled = true;
    this.#place.append(
      this.#place.querySelector(".is-ended") ?? h("span", { class: "is-ended" }, " It has ended."),
    );
    this.#clients.end();
  }

  remove() {
    this.#end.abort();
    this.element.remove();
  }

  #drawCards() {
    const { clients } = this.#clients;
    const cards = /** @type {LabClient[]} */ ([...this.#cards.children]);
    const letters = new Set(clients.map(({ letter }) => letter));
    for (const card of cards) if (!letters.has(card.dataset.letter ?? "")) card.remove();
    const drawn = new Set(cards.map(({ dataset }) => dataset.letter));
    for (const client of clients) {
      if (!drawn.has(client.letter)) this.#cards.append(new LabClient(client, this.#clients));
    }
  }
}

/**
 * @param {string} address host and port; without a host it is the playground's
 * @returns {string}
 */
export function terminalCommand(address) {
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon) || location.hostname;
  return `nc ${host.replace(/^\[|\]$/g, "")} ${address.slice(colon + 1)}`;
}

/**
 * @param {string} address
 * @returns {boolean} whether a terminal of this computer reaches it
 */
export function isReachable(address) {
  return isOwnComputer(location.href) || !/^(127\.|\[::1\])/.test(address);
}
