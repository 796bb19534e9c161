import assert from "node:assert/strict";
import { test } from "node:test";
import { HostTransport } from "./host.js";

const facts = /** @type {import("../transport.js").LabFacts} */ ({
  address: "127.0.0.1:4040",
  tls: false,
});
const words = (/** @type {HostTransport} */ host, port = 4040) =>
  JSON.stringify(
    host.about(/** @type {import("../transport.js").LabData} */ ({ port, tls: false })),
  );

test("a host on this computer is reached from a terminal", () => {
  for (const origin of ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080/go"]) {
    const host = new HostTransport(origin);
    assert.equal(host.command(facts), "nc 127.0.0.1 4040");
    assert.match(words(host), /this computer.*127\.0\.0\.1:4040/);
    assert.deepEqual(host.differences, []);
  }
});

test("with a port of each lab's own none is promised", () => {
  assert.match(words(new HostTransport("http://127.0.0.1:8080"), 0), /a port of its own/);
});

test("a host elsewhere offers no command that cannot work", () => {
  for (const origin of [
    "http://school.example:8080",
    "https://192.0.2.7",
    "https://localhost.example/go",
  ]) {
    const host = new HostTransport(origin);
    assert.equal(host.command(facts), null);
    assert.match(words(host), /the computer that serves this page/);
    assert.equal(host.differences[0]?.id, "reach");
  }
});
