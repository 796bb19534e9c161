// The learner's clients of one server of the class.

import { Emitter } from "../../core/emitter.js";
import { ClientList } from "../../lab/client-list.js";

/**
 * @import { Client } from "../../lab/client.js"
 * @import { SessionEvents, State } from "../../lab/session.js"
 * @import { Connection, ConnectionHandlers, ConnectOptions } from "../../transport/transport.js"
 *
 * A server of the class, as the host sends it.
 * @typedef {object} RoomServer
 * @property {string} id
 * @property {string} lesson
 * @property {string} title of the lesson
 * @property {boolean} [tls]
 * @property {string} [address] for a terminal, where a learner has published it
 * @property {string} [member] id of who has published it
 * @property {string} [name] theirs
 */

let clientCount = 0; // letters are unique on the page

export class ServerClients {
  /** @type {Emitter<SessionEvents>} */
  events = new Emitter();
  /** @type {State} */
  state = "listening";
  #list;

  /**
   * @param {(handlers: ConnectionHandlers, options: ConnectOptions) => Connection} connect
   * @param {AbortSignal} signal closes the clients
   */
  constructor(connect, signal) {
    this.#list = new ClientList({
      connect,
      signal,
      onPeer: () => this.events.emit("peers", null),
      letterFor: () => `R${++clientCount}`,
    });
    signal.addEventListener("abort", () => this.#list.closeAll(), { once: true });
  }

  /** @returns {readonly Client[]} */
  get clients() {
    return this.#list.clients;
  }

  /** @returns {Client} a new one, connecting */
  addClient() {
    const client = this.#list.add();
    client.open();
    this.events.emit("clients", null);
    return client;
  }

  /** @param {Client} client */
  removeClient(client) {
    this.#list.remove(client);
    this.events.emit("clients", null);
  }

  /** The server has ended: clients cannot connect any more. */
  end() {
    this.state = "stopped";
    this.events.emit("change", null);
  }
}
