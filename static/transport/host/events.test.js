import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FakeSocket } from "../fake-socket.js";
import { Problem } from "../transport.js";
import { EventStream, Sequence } from "./events.js";

/** @param {number[]} numbers */
const events = (...numbers) =>
  /** @type {any[]} */ (numbers.map((seq) => ({ seq, kind: "log", at: "" })));

test("what was had is dropped, what is missing is counted once", () => {
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

test("in whatever pieces and repeats they come, all arrive once and in order", () => {
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
 * @param {import("node:test").TestContext} t
 * @param {() => Promise<any>} look
 */
function watch(t, look) {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  /** @type {FakeSocket[]} */
  const sockets = [];
  /** @type {any[]} */
  const heard = [];
  const stream = new EventStream({
    connect: (after) => {
      heard.push(["connect", after]);
      sockets.push(new FakeSocket());
      return /** @type {any} */ (sockets.at(-1));
    },
    look,
    after: 0,
    handlers: {
      batch: (batch, skipped) => heard.push(["batch", ...batch.map(({ seq }) => seq), skipped]),
      link: (link) => heard.push([link]),
      ended: (facts) => heard.push(["ended", facts?.state ?? null]),
    },
  });
  assert.equal(sockets.length, 0, "whoever connects at once goes first");
  t.mock.timers.tick(0);
  const socket = () => /** @type {FakeSocket} */ (sockets.at(-1));
  return { stream, heard, socket, sockets };
}

/** Lets what was promised come true. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("a lost connection is taken up where it broke off", async (t) => {
  let reachable = false;
  const { heard, socket, stream } = watch(t, async () => {
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
  assert.deepEqual(heard, [
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

test("a lab that is gone is said to be, and nothing is tried again", async (t) => {
  const { heard, socket, sockets } = watch(t, async () => null);
  socket().end();
  t.mock.timers.tick(250);
  await settle();
  assert.deepEqual(heard.at(-1), ["ended", null]);
  t.mock.timers.tick(120_000);
  await settle();
  assert.equal(sockets.length, 1);
});

test("a dead connection is noticed and replaced", async (t) => {
  const { heard, socket, sockets, stream } = watch(t, async () => ({ state: "listening" }));
  socket().onopen?.();
  t.mock.timers.tick(50_000);
  assert.deepEqual(heard.at(-1), ["reconnecting"]);
  t.mock.timers.tick(250);
  await settle();
  assert.equal(sockets.length, 2);
  stream.close();
});

test("closed means quiet", async (t) => {
  const { heard, socket, stream } = watch(t, async () => null);
  stream.close();
  socket().end();
  t.mock.timers.tick(60_000);
  await settle();
  assert.deepEqual(heard, [["connect", 0]]);
});
