// What a TLS handshake agreed on, and whom the certificate names.

import { h } from "../dom.js";

/**
 * @param {import("../../transport/transport.js").TLSFacts} facts
 * @returns {HTMLElement}
 */
export function tlsFacts(facts) {
  const list = h("dl", {});
  const add = (/** @type {string} */ name, /** @type {unknown} */ value) => {
    const text = wordsFor(value);
    if (text) list.append(h("div", {}, h("dt", {}, name), h("dd", {}, text)));
  };
  add("Cipher suite", facts.cipherSuite);
  add("Server name", facts.serverName);
  for (const [key, value] of Object.entries(facts.certificate ?? {})) add(labelFor(key), value);
  return h(
    "details",
    { class: "tls-facts" },
    h("summary", {}, facts.version, h("span", {}, "certificate")),
    list,
  );
}

/** @param {string} key selfSigned, notAfter… */
export function labelFor(key) {
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
