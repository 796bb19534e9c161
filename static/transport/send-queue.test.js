import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeSocket } from "./fake-socket.js";
import { SendQueue } from "./send-queue.js";

const KIB = 1024;

function make() {
  const socket = new FakeSocket();
  return { socket, queue: new SendQueue(/** @type {any} */ (socket)) };
}

test("long data goes in frames of 16 KiB, in order and whole", () => {
  const { socket, queue } = make();
  const data = Uint8Array.from({ length: 40 * KIB }, (_, i) => i % 251);
  queue.open();
  queue.push(data);
  assert.deepEqual(socket.frames, [16 * KIB, 16 * KIB, 8 * KIB]);
  const joined = Buffer.concat(/** @type {Uint8Array[]} */ (socket.sent));
  assert.deepEqual(new Uint8Array(joined), data);
});

test("nothing goes before the connection is open, and no empty frame ever", () => {
  const { socket, queue } = make();
  queue.push(new Uint8Array(3));
  queue.push(new Uint8Array(0));
  queue.push("half-close");
  assert.deepEqual(socket.frames, []);
  queue.open();
  assert.deepEqual(socket.frames, [3, "half-close"]);
});

test("half-close and close stay behind the data, other control messages overtake it", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket, queue } = make();
  queue.open();
  socket.bufferedAmount = 256 * KIB;
  queue.push(new Uint8Array(20 * KIB));
  queue.push("half-close");
  queue.push("close");
  queue.sendNow("pause");
  assert.deepEqual(socket.frames, ["pause"]);
  t.mock.timers.tick(50);
  assert.deepEqual(socket.frames, ["pause"], "still no room");
  socket.bufferedAmount = 256 * KIB - 1;
  t.mock.timers.tick(10);
  assert.deepEqual(socket.frames, ["pause", 16 * KIB, 4 * KIB, "half-close"]);
  assert.equal(socket.closedWith, 1000);
});

test("what was discarded is not sent later", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket, queue } = make();
  queue.open();
  socket.bufferedAmount = 256 * KIB;
  queue.push(new Uint8Array(5));
  queue.clear();
  socket.bufferedAmount = 0;
  t.mock.timers.tick(1000);
  assert.deepEqual(socket.frames, []);
});
