import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FakeSocket } from "../fake-socket.js";
import { Problem } from "../transport.js";
import { EventStream, Sequence } from "./event-stream.js";

/** @import { TestContext } from "node:test" */

/** @param {number[]} numbers */
const events = (...numbers) =>
  /** @type {any[]} */ (numbers.map((seq) => ({ seq, kind: "log", at: "" })));

test("known events are dropped, missing ones are counted once", () => {
  const sequence = new Sequence(0);
  const take = (/** @type {number[]} */ numbers, skipped = 0) => {
    const taken = sequence.take(events(...numbers), skipped);
    return [taken.events.map(({ seq }) => seq), taken.skipped];
  };
  assert.deepEqual(take([1, 2]), [[1, 2], 0]);
  assert.deepEqual(take([2, 3]), [[3], 0]);
  assert.deepEqual(take([2, 3]), [[], 0]);
  assert.deepEqual(take([6, 7], 2), [[6, 7], 2]);
  assert.deepEqual(take([], 5), [[], 5]);
  assert.deepEqual(take([13, 14]), [[13, 14], 0], "the five were told before");
  assert.deepEqual(take([16]), [[16], 1], "a gap nobody announced");
  assert.equal(sequence.last, 16);
});

test("however batches overlap, each event is returned once and in order", () => {
  const cut = fc.array(fc.record({ back: fc.nat(5), length: fc.nat(8) }), { maxLength: 30 });
  fc.assert(
    fc.property(cut, (cuts) => {
      const sequence = new Sequence(0);
      /** @type {number[]} */
      const got = [];
      for (const { back, length } of cuts) {
        const from = Math.max(1, sequence.last + 1 - back);
        const batch = events(...Array.from({ length }, (_, i) => from + i));
        const taken = sequence.take(batch, 0);
        assert.equal(taken.skipped, 0);
        got.push(...taken.events.map(({ seq }) => seq));
      }
      assert.deepEqual(
        got,
        got.map((_, i) => i + 1),
      );
    }),
  );
});

/**
 * @param {TestContext} t
 * @param {() => Promise<any>} fetchInfo
 */
function open(t, fetchInfo) {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  /** @type {FakeSocket[]} */
  const sockets = [];
  /** @type {any[]} */
  const log = [];
  const stream = new EventStream({
    connect: (after) => {
      log.push(["connect", after]);
      sockets.push(new FakeSocket());
      return /** @type {any} */ (sockets.at(-1));
    },
    fetchInfo,
    after: 0,
    handlers: {
      batch: (batch, skipped) => log.push(["batch", ...batch.map(({ seq }) => seq), skipped]),
      link: (link) => log.push([link]),
      ended: (info) => log.push(["ended", info?.state ?? null]),
    },
  });
  assert.equal(sockets.length, 0, "a client that connects now goes first");
  t.mock.timers.tick(0);
  const socket = () => /** @type {FakeSocket} */ (sockets.at(-1));
  return { stream, log, socket, sockets };
}

/** Lets promises settle. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("a lost connection is resumed after its last event", async (t) => {
  let reachable = false;
  const { log, socket, stream } = open(t, async () => {
    if (!reachable) throw new Problem("unreachable", "The playground does not answer.", "");
    return { state: "listening" };
  });
  socket().onopen?.();
  socket().control({ events: events(1, 2, 3), skipped: 0 });
  socket().control({ type: "beat" });
  socket().end();
  t.mock.timers.tick(250);
  await settle();
  reachable = true;
  t.mock.timers.tick(500);
  await settle();
  socket().onopen?.();
  socket().control({ events: events(3, 4), skipped: 0 });
  assert.deepEqual(log, [
    ["connect", 0],
    ["live"],
    ["batch", 1, 2, 3, 0],
    ["reconnecting"],
    ["reconnecting"],
    ["connect", 3],
    ["live"],
    ["batch", 4, 0],
  ]);
  stream.close();
});

test("a lab that is gone is reported, and not tried again", async (t) => {
  const { log, socket, sockets } = open(t, async () => null);
  socket().end();
  t.mock.timers.tick(250);
  await settle();
  assert.deepEqual(log.at(-1), ["ended", null]);
  t.mock.timers.tick(120_000);
  await settle();
  assert.equal(sockets.length, 1);
});

test("after a timeout it reconnects", async (t) => {
  const { log, socket, sockets, stream } = open(t, async () => ({ state: "listening" }));
  socket().onopen?.();
  t.mock.timers.tick(50_000);
  assert.deepEqual(log.at(-1), ["reconnecting"]);
  t.mock.timers.tick(250);
  await settle();
  assert.equal(sockets.length, 2);
  stream.close();
});

test("once closed it reports nothing", async (t) => {
  const { log, socket, stream } = open(t, async () => null);
  stream.close();
  socket().end();
  t.mock.timers.tick(60_000);
  await settle();
  assert.deepEqual(log, [["connect", 0]]);
});
