// Holds numbers and names equal that Go and JavaScript both have. It reads the Go
// constants from the source of their packages.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { SUBPROTOCOL as EVENTS_SUBPROTOCOL } from "./transport/host/event-stream.js";
import { SUBPROTOCOL } from "./transport/host/host-transport.js";
import { MAX_TICKS, TICK } from "./transport/receive-timeout.js";
import { FRAME } from "./transport/send-queue.js";
import { MEMORY_LIMIT, unresponsiveReport } from "./transport/tab/crash-report.js";
import { MAX_EVENTS } from "./transport/tab/event-log.js";
import { TICK as HEARTBEAT_TICK } from "./transport/tab/heartbeat.js";
import { LIMITATIONS } from "./transport/tab/limitations.js";
import { EVENTS_PER_ACK } from "./transport/tab/tab-lab.js";
import { BYTES_PER_ACK } from "./transport/tab/worker-socket.js";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** @param {string} folder of a Go package */
async function goSource(folder) {
  const names = (await readdir(path.join(root, folder))).filter(
    (name) => name.endsWith(".go") && !name.endsWith("_test.go"),
  );
  const files = names.map((name) => readFile(path.join(root, folder, name), "utf8"));
  return (await Promise.all(files)).join("\n");
}

/**
 * @param {string} folder of a Go package
 * @param {string} name of a constant that is a string, or a product or shift of numbers
 * @returns {Promise<any>} its value; a duration in ms
 */
async function goConst(folder, name) {
  const found = (await goSource(folder)).match(
    new RegExp(`^\\s*(?:const\\s+)?${name}\\s*=\\s*([^/\\n]+)`, "m"),
  );
  assert.ok(found, `${folder} has no constant ${name}`);
  const value = String(found[1]).trim();
  if (value.startsWith('"')) return JSON.parse(value);
  const units = { "time.Millisecond": 1, "time.Second": 1000, "time.Minute": 60_000 };
  return value
    .split("*")
    .map((factor) => {
      const [number = "", shift] = factor.trim().split("<<");
      if (number in units) return units[/** @type {keyof typeof units} */ (number)];
      assert.match(number.trim(), /^[\d_]+$/, `${name} = ${value}`);
      return Number(number.replaceAll("_", "")) * 2 ** Number(shift ?? 0);
    })
    .reduce((product, factor) => product * factor, 1);
}

test("page and bridge use the same subprotocols", async () => {
  assert.equal(SUBPROTOCOL, await goConst("bridge", "ClientProtocol"));
  assert.equal(EVENTS_SUBPROTOCOL, await goConst("bridge", "EventsProtocol"));
});

test("the bridge sends heartbeats more often than the page's timeout", async () => {
  const interval = await goConst("bridge", "DefaultPingInterval");
  assert.ok(2 * interval < TICK * MAX_TICKS, `${interval} ms`);
});

test("a program in the tab posts a heartbeat at least once a tick of the page", async () => {
  assert.ok((await goConst("wasm/tab", "beatInterval")) < HEARTBEAT_TICK);
});

test("a frame of the page is no larger than bridge and tab accept", async () => {
  assert.ok(FRAME <= (await goConst("protocol", "MaxMessage")));
});

test("the page acknowledges well before a window of the tab is full", async () => {
  assert.ok(4 * BYTES_PER_ACK <= (await goConst("wasm/tab", "windowSize")));
  assert.ok(4 * EVENTS_PER_ACK <= (await goConst("wasm/tab", "maxEventsInFlight")));
});

test("a lab in the tab stores as many events as one on the host", async () => {
  assert.equal(MAX_EVENTS, await goConst("lab/event", "DefaultHistory"));
});

test("the limits of memory and buffers are those that learners read", async () => {
  const text = (/** @type {string} */ id) => LIMITATIONS.find((one) => one.id === id)?.text ?? "";
  assert.equal(MEMORY_LIMIT, await goConst("wasm/worker", "memoryLimit"));
  const most = (await goConst("compile/recipe", "MaxPages")) * 65_536;
  assert.ok(MEMORY_LIMIT < most);
  const limit = `${most / 2 ** 20} MB`;
  assert.ok(text("memory").includes(limit));
  assert.ok(unresponsiveReport("loop", MEMORY_LIMIT).error.includes(limit));
  const buffer = `${(await goConst("lab/memnet", "DefaultBuffer")) / 1024} KiB`;
  assert.ok(text("buffers").includes(buffer));
});

test("the worker that replaces a static site's deletes the caches of that one", async () => {
  const [cache, unregister] = await Promise.all(
    ["cache.js", "unregister-sw.js"].map((name) =>
      readFile(path.join(root, "static/offline", name), "utf8"),
    ),
  );
  assert.match(String(cache), /`socketschool \$\{scope\} `/);
  assert.match(String(unregister), /`socketschool \$\{registration\.scope\} `/);
  assert.match(await goSource("export"), /"self\.socketschoolSite="/);
  assert.match(await readFile(path.join(root, "static/offline/sw.js"), "utf8"), /socketschoolSite/);
});
