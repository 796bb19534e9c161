// What TLS agreed on with the server: one line in the card, and behind it the
// certificate, with its fingerprint beside those that other clients were shown.

import { h } from "../dom.js";
import { HUES } from "../hues.js";

/**
 * @typedef {import("../../lab/client.js").Client} Client
 * @typedef {import("../../transport/transport.js").TLSFacts} Facts
 */

const MOST_NAMED = 3;

export class TLSView {
  #client;
  #summary = h("button", { type: "button", class: "tls-open" });
  #panel;
  element;

  /** @param {Client} client */
  constructor(client) {
    this.#client = client;
    const id = `tls-${client.letter}`;
    this.#summary.setAttribute("popovertarget", id);
    this.#panel = h("div", {
      class: "tls-facts",
      id,
      popover: "auto",
      role: "dialog",
      tabindex: "-1",
      "aria-label": `TLS of client ${client.letter}`,
    });
    this.element = h("div", { class: "client-tls" }, this.#summary, this.#panel);
  }

  /** @param {readonly Client[]} clients of the lab, this one among them */
  draw(clients) {
    const tls = this.#client.facts?.tls;
    this.element.hidden = !tls;
    if (!tls) return this.#panel.matches(":popover-open") && this.#panel.hidePopover();
    const others = clients.filter((one) => one !== this.#client && fingerprintOf(one));
    const said = comparison(this.#client, others);
    this.#summary.replaceChildren(tls.version, h("span", {}, said.short));
    this.#panel.replaceChildren(
      h("h3", {}, `Client ${this.#client.letter}: ${tls.version}`),
      h("p", {}, said.long),
      fingerprints([this.#client, ...others.slice(0, MOST_NAMED)]),
      facts(tls),
    );
  }
}

/** @param {Client} client */
function fingerprintOf({ facts }) {
  return String(facts?.tls?.certificate?.sha256 ?? "");
}

/**
 * @param {Client} client
 * @param {Client[]} others
 */
function comparison(client, others) {
  const mine = fingerprintOf(client);
  const same = others.filter((other) => fingerprintOf(other) === mine);
  const not = others.filter((other) => fingerprintOf(other) !== mine);
  if (others.length === 0)
    return { short: "certificate", long: "No other client has a certificate to compare with." };
  const parts = [];
  if (same.length > 0) parts.push(`the same certificate as ${names(same)}`);
  if (not.length > 0) parts.push(`not the certificate of ${names(not)}`);
  const short = same.length > 0 ? `same certificate as ${names(same)}` : "another certificate";
  return { short, long: `Client ${client.letter} was shown ${parts.join(", and ")}.` };
}

/** @param {Client[]} clients */
function names(clients) {
  const more = clients.length - MOST_NAMED;
  const named = clients.slice(0, MOST_NAMED).map(({ letter }) => letter);
  return named.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/**
 * In groups of the same width, one below the other: what differs catches the eye.
 * @param {Client[]} clients
 */
function fingerprints(clients) {
  return h(
    "dl",
    { class: "tls-prints" },
    ...clients.map((client) =>
      h(
        "div",
        { "data-hue": client.index % HUES },
        h("dt", {}, client.letter),
        h("dd", {}, (fingerprintOf(client).match(/.{1,8}/g) ?? []).join(" ")),
      ),
    ),
  );
}

/** @param {Facts} tls */
function facts(tls) {
  const list = h("dl", {});
  const add = (/** @type {string} */ name, /** @type {unknown} */ value) => {
    const text = wordsFor(value);
    if (text) list.append(h("div", {}, h("dt", {}, name), h("dd", {}, text)));
  };
  add("Cipher suite", tls.cipherSuite);
  add("Server name", tls.serverName);
  for (const [key, value] of Object.entries(tls.certificate ?? {}))
    if (key !== "sha256") add(labelFor(key), value);
  return list;
}

/** @param {string} key selfSigned, notAfter… */
function labelFor(key) {
  const words = key.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1).replace(/\bdns\b/i, "DNS");
}

/** @param {unknown} value */
function wordsFor(value) {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.join(", ");
  if (value === true) return "yes";
  if (value === false) return "no";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
