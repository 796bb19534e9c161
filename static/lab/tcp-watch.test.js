import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../core/emitter.js";
import { CLOSE_WAIT_STAYS, TCPWatch } from "./tcp-watch.js";

/** @param {import("node:test").TestContext} t */
function make(t) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  const client = { events: new Emitter() };
  const far = {
    events: new Emitter(),
    state: "listening",
    clients: [client],
    asked: 0,
    /** @type {{ server: object, client: object }[]} */
    connections: [],
    async tcp() {
      far.asked++;
      return { connections: far.connections.map((ends) => ({ conn: 1, peer: "a:1", ...ends })) };
    },
  };
  const viewer = { looks: () => viewer.looking, closely: false, looking: true };
  const controller = new AbortController();
  const watch = new TCPWatch(/** @type {any} */ (far), controller.signal);
  watch.add(viewer);
  /** Lets time pass in steps of 50 ms, with the answers between. */
  const wait = async (/** @type {number} */ ms) => {
    for (let passed = 0; passed < ms; passed += 50) {
      t.mock.timers.tick(50);
      for (let i = 0; i < 10; i++) await null;
    }
  };
  return { far, client, viewer, watch, wait, controller };
}

const OPEN = { server: { state: "ESTABLISHED" }, client: { state: "ESTABLISHED" } };
const HALF = { server: { state: "CLOSE_WAIT" }, client: { state: "FIN_WAIT2" } };

test("where nobody looks, nothing is asked", async (t) => {
  const { far, viewer, wait } = make(t);
  viewer.looking = false;
  far.connections = [OPEN];
  far.events.emit("batch", {});
  await wait(10_000);
  assert.equal(far.asked, 0);
});

test("without a connection it asks at events alone", async (t) => {
  const { far, wait } = make(t);
  await wait(10_000);
  assert.equal(far.asked, 1, "when the viewer begins to look");
  far.events.emit("batch", {});
  far.events.emit("batch", {});
  await wait(10_000);
  assert.equal(far.asked, 2);
});

test("a viewer that looks closely has an answer a second", async (t) => {
  const { far, viewer, wait } = make(t);
  viewer.closely = true;
  far.connections = [OPEN];
  await wait(5000);
  assert.equal(far.asked, 5);
});

test("while all is ESTABLISHED others have one every five seconds", async (t) => {
  const { far, wait, watch } = make(t);
  far.connections = [OPEN];
  await wait(10_000);
  assert.equal(far.asked, 2);
  assert.equal(watch.at("a:1")?.server?.state, "ESTABLISHED");
  assert.equal(watch.at("a:2"), null);
});

test("what a client of the page does is asked for at once", async (t) => {
  const { far, client, watch, wait } = make(t);
  far.connections = [OPEN];
  far.events.emit("clients", null);
  await wait(400);
  far.connections = [HALF];
  client.events.emit("change", client);
  await wait(100);
  assert.equal(watch.at("a:1")?.client?.state, "FIN_WAIT2");
});

test("a flood of events is no flood of questions", async (t) => {
  const { far, wait } = make(t);
  far.connections = [OPEN];
  for (let i = 0; i < 40; i++) {
    far.events.emit("batch", {});
    await wait(50);
  }
  assert.ok(far.asked <= 9, `${far.asked} in two seconds`);
});

test("a CLOSE_WAIT that stays is marked, with since when", async (t) => {
  const { far, watch, wait } = make(t);
  far.connections = [HALF];
  await wait(100);
  const first = watch.at("a:1")?.server;
  assert.equal(first?.stays, false);
  await wait(CLOSE_WAIT_STAYS + 1000);
  const { server, client } = watch.at("a:1") ?? {};
  assert.deepEqual([server?.stays, client?.stays], [true, false]);
  assert.equal(server?.since, first?.since);
});

test("the end of the lab ends it, and another run forgets the last one", async (t) => {
  const { far, watch, wait } = make(t);
  far.connections = [HALF];
  await wait(100);
  far.state = "stopped";
  far.events.emit("change", null);
  assert.deepEqual(watch.connections, []);
  const { asked } = far;
  await wait(5000);
  assert.equal(far.asked, asked);
});

test("an answer that does not come keeps what is known", async (t) => {
  const { far, watch, wait } = make(t);
  far.connections = [HALF];
  await wait(100);
  far.tcp = async () => /** @type {any} */ (null);
  await wait(2000);
  assert.equal(watch.at("a:1")?.server?.state, "CLOSE_WAIT");
});

test("once its signal aborts it asks no more", async (t) => {
  const { far, wait, controller } = make(t);
  far.connections = [HALF];
  controller.abort();
  await wait(5000);
  assert.equal(far.asked, 0);
});
