// The clients of a lab: their letters, and which address the server sees each at.

import { Client } from "./client.js";

/** @import { Connection, ConnectionHandlers, ConnectOptions } from "../transport/transport.js" */

const MAX_NAMES = 1000;

export class ClientList {
  /** @type {readonly Client[]} by letter */
  clients = [];
  /** @type {Map<string, Client>} by the address that the server sees */
  #peers = new Map();
  /** @type {Map<string, string>} names of others' clients, by the address that the server sees */
  #names = new Map();
  #connect;
  #onPeer;
  #signal;
  #letterFor;

  /**
   * @param {object} options
   * @param {(handlers: ConnectionHandlers, options: ConnectOptions) => Connection} options.connect to the lab that runs
   * @param {() => void} options.onPeer called when an address has become known
   * @param {AbortSignal} options.signal ends the clients' events here
   * @param {(index: number) => string} [options.letterFor] names clients otherwise than A to Z
   */
  constructor({ connect, onPeer, signal, letterFor }) {
    this.#connect = connect;
    this.#onPeer = onPeer;
    this.#signal = signal;
    this.#letterFor = letterFor;
  }

  /** @returns {Client} a new one with the first free letter, not connected */
  add() {
    let index = 0;
    while (this.clients.some((client) => client.index === index)) index++;
    return this.#make(index);
  }

  /** @param {string} letter */
  find(letter) {
    return this.clients.find((client) => client.letter === letter) ?? null;
  }

  /**
   * @param {string} letter A to Z, of no client in the list
   * @returns {Client} a new one, not connected
   */
  addNamed(letter) {
    return this.#make(letter.charCodeAt(0) - 65);
  }

  /** @param {Client} client */
  remove(client) {
    if (client.live) client.close();
    this.clients = this.clients.filter((other) => other !== client);
  }

  /**
   * @param {string | undefined} address as the server sees it
   * @returns {Client | null}
   */
  at(address) {
    return (address && this.#peers.get(address)) || null;
  }

  /**
   * Records who a client is that another computer has connected. The oldest names give way.
   * @param {string} address as the server sees it
   * @param {string} name
   */
  setName(address, name) {
    this.#names.delete(address);
    this.#names.set(address, name);
    const [oldest] = this.#names.keys();
    if (oldest !== undefined && this.#names.size > MAX_NAMES) this.#names.delete(oldest);
    this.#onPeer();
  }

  /**
   * @param {string | undefined} address as the server sees it
   * @returns {string} empty where no name is known
   */
  nameAt(address) {
    return (address && this.#names.get(address)) || "";
  }

  /** Forgets the addresses: in another run they may belong to other clients. */
  forgetAddresses() {
    this.#peers.clear();
    this.#names.clear();
  }

  closeAll() {
    for (const client of this.clients) if (client.live) client.close();
  }

  /** @param {number} index */
  #make(index) {
    const client = new Client(index, this.#connect, this.#letterFor?.(index));
    client.events.on("opened", () => this.#registerPeer(client), this.#signal);
    this.clients = [...this.clients, client].sort((a, b) => a.index - b.index);
    return client;
  }

  /** @param {Client} client */
  #registerPeer(client) {
    if (client.info) this.#peers.set(client.info.local, client);
    this.#onPeer();
  }
}
