import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { TLSView } from "./tls-facts.js";

/**
 * @param {string} letter
 * @param {string} [sha256] without it the client has no TLS
 */
function client(letter, sha256) {
  const certificate = {
    subject: "localhost",
    selfSigned: true,
    names: ["localhost", "127.0.0.1"],
    notAfter: "2027-01-01",
    issuer: "",
    sha256,
  };
  const tls = { version: "TLS 1.3", cipherSuite: "TLS_AES_128_GCM_SHA256", certificate };
  return /** @type {any} */ ({
    letter,
    index: letter.charCodeAt(0) - 65,
    info: sha256 ? { local: "", remote: "", tls } : null,
  });
}

/** @param {...any} clients the first one is whose view it is */
function draw(...clients) {
  const view = new TLSView(clients[0]);
  view.draw(clients);
  const summary = view.element.querySelector("button");
  const panel = view.element.querySelector(".tls-facts");
  return {
    view,
    summary: summary?.textContent,
    text: panel?.querySelector("p")?.textContent,
    panel,
  };
}

const SHA = "0123456789abcdef";
const OTHER = "fedcba9876543210";

test("a client without TLS shows nothing", () => {
  assert.equal(draw(client("A")).view.element.hidden, true);
});

test("a client alone has nothing to compare with", () => {
  const { view, summary, text } = draw(client("A", SHA), client("B"));
  assert.equal(view.element.hidden, false);
  assert.equal(summary, "TLS 1.3certificate");
  assert.equal(text, "No other client has a certificate to compare with.");
});

test("certificates are compared with those of the others", () => {
  const { summary, text } = draw(client("A", SHA), client("B", SHA), client("C", OTHER));
  assert.equal(summary, "TLS 1.3same certificate as B");
  assert.equal(
    text,
    "Client A was shown the same certificate as B, and another certificate than C.",
  );
  assert.equal(draw(client("A", SHA), client("B", OTHER)).summary, "TLS 1.3another certificate");
});

test("of many others the first three are named", () => {
  const others = ["B", "C", "D", "E", "F"].map((letter) => client(letter, SHA));
  const { summary, panel } = draw(client("A", SHA), ...others);
  assert.equal(summary, "TLS 1.3same certificate as B, C, D and 2 more");
  const letters = [...(panel?.querySelectorAll(".tls-prints dt") ?? [])];
  assert.deepEqual(
    letters.map(({ textContent }) => textContent),
    ["A", "B", "C", "D"],
  );
});

test("fingerprints stand in groups of eight digits", () => {
  const { panel } = draw(client("A", SHA));
  assert.equal(panel?.querySelector(".tls-prints dd")?.textContent, "01234567 89abcdef");
});

test("facts have readable names and values, and empty ones are left out", () => {
  const { panel } = draw(client("A", SHA));
  const rows = [...(panel?.querySelectorAll("dl:not(.tls-prints) > div") ?? [])].map((row) => [
    row.querySelector("dt")?.textContent,
    row.querySelector("dd")?.textContent,
  ]);
  assert.deepEqual(rows, [
    ["Cipher suite", "TLS_AES_128_GCM_SHA256"],
    ["Subject", "localhost"],
    ["Self signed", "yes"],
    ["Names", "localhost, 127.0.0.1"],
    ["Not after", "2027-01-01"],
  ]);
});
