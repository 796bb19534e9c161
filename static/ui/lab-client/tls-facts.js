/**
 * @import { Client } from "../../lab/client.js"
 * @import { TLSInfo } from "../../transport/transport.js"
 */

import { CLIENT_COLORS } from "../client-colors.js";
import { h } from "../dom.js";

const MAX_NAMED = 3; // other clients

/**
 * Shows what TLS negotiated with the server: one line in the card, and in a popover
 * the certificate, with its fingerprint beside those of other clients.
 */
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
    const tls = this.#client.info?.tls;
    this.element.hidden = !tls;
    if (!tls) return this.#panel.matches(":popover-open") && this.#panel.hidePopover();
    const others = clients.filter((other) => other !== this.#client && fingerprintOf(other));
    const comparison = compareCertificates(this.#client, others);
    this.#summary.replaceChildren(tls.version, h("span", {}, comparison.short));
    this.#panel.replaceChildren(
      h("h3", {}, `Client ${this.#client.letter}: ${tls.version}`),
      h("p", {}, comparison.long),
      fingerprints([this.#client, ...others.slice(0, MAX_NAMED)]),
      connectionFacts(tls),
    );
  }
}

/** @param {Client} client */
function fingerprintOf({ info }) {
  return String(info?.tls?.certificate?.sha256 ?? "");
}

/**
 * @param {Client} client
 * @param {Client[]} others
 */
function compareCertificates(client, others) {
  const fingerprint = fingerprintOf(client);
  const same = others.filter((other) => fingerprintOf(other) === fingerprint);
  const different = others.filter((other) => fingerprintOf(other) !== fingerprint);
  if (others.length === 0)
    return { short: "certificate", long: "No other client has a certificate to compare with." };
  const parts = [];
  if (same.length > 0) parts.push(`the same certificate as ${names(same)}`);
  if (different.length > 0) parts.push(`another certificate than ${names(different)}`);
  const short = same.length > 0 ? `same certificate as ${names(same)}` : "another certificate";
  return { short, long: `Client ${client.letter} was shown ${parts.join(", and ")}.` };
}

/** @param {Client[]} clients */
function names(clients) {
  const more = clients.length - MAX_NAMED;
  const letters = clients.slice(0, MAX_NAMED).map(({ letter }) => letter);
  return letters.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/**
 * Lists fingerprints in groups of the same width, one below the other, so that
 * differences are easy to see.
 * @param {Client[]} clients
 */
function fingerprints(clients) {
  return h(
    "dl",
    { class: "tls-prints" },
    ...clients.map((client) =>
      h(
        "div",
        { "data-hue": client.index % CLIENT_COLORS },
        h("dt", {}, client.letter),
        h("dd", {}, (fingerprintOf(client).match(/.{1,8}/g) ?? []).join(" ")),
      ),
    ),
  );
}

/** @param {TLSInfo} tls */
function connectionFacts(tls) {
  const list = h("dl", {});
  const add = (/** @type {string} */ name, /** @type {unknown} */ value) => {
    const text = formatValue(value);
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
function formatValue(value) {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.join(", ");
  if (value === true) return "yes";
  if (value === false) return "no";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
