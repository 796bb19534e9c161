import assert from "node:assert/strict";
import { test } from "node:test";
import { HostTransport } from "./host-transport.js";

/** @import { LabData, LabInfo } from "../transport.js" */

const info = /** @type {LabInfo} */ ({
  address: "127.0.0.1:4040",
  tls: false,
});
const description = (/** @type {HostTransport} */ host, port = 4040) =>
  JSON.stringify(host.describe(/** @type {LabData} */ ({ port, tls: false })));

test("a host on this computer is reached from a terminal", () => {
  for (const origin of ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080/go"]) {
    const host = new HostTransport(origin);
    assert.equal(host.command(info), "nc 127.0.0.1 4040");
    assert.match(description(host), /this computer.*127\.0\.0\.1:4040/);
    assert.deepEqual(host.limitations, []);
  }
});

test("without a fixed port none is named", () => {
  assert.match(description(new HostTransport("http://127.0.0.1:8080"), 0), /a port of its own/);
});

test("a host elsewhere offers no command that cannot work", () => {
  for (const origin of [
    "http://school.example:8080",
    "https://192.0.2.7",
    "https://localhost.example/go",
  ]) {
    const host = new HostTransport(origin);
    assert.equal(host.command(info), null);
    assert.match(description(host), /the computer that serves this page/);
    assert.equal(host.limitations[0]?.id, "reach");
  }
});
