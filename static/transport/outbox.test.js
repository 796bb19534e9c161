import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeSocket } from "./fake-socket.js";
import { Outbox } from "./outbox.js";

const KIB = 1024;

function make() {
  const socket = new FakeSocket();
  return { socket, outbox: new Outbox(/** @type {any} */ (socket)) };
}

test("long data goes in frames of 16 KiB, in order and whole", () => {
  const { socket, outbox } = make();
  const data = Uint8Array.from({ length: 40 * KIB }, (_, i) => i % 251);
  outbox.open();
  outbox.push(data);
  assert.deepEqual(socket.words, [16 * KIB, 16 * KIB, 8 * KIB]);
  const joined = Buffer.concat(/** @type {Uint8Array[]} */ (socket.sent));
  assert.deepEqual(new Uint8Array(joined), data);
});

test("nothing goes before the connection is open, and no empty frame ever", () => {
  const { socket, outbox } = make();
  outbox.push(new Uint8Array(3));
  outbox.push(new Uint8Array(0));
  outbox.push("half-close");
  assert.deepEqual(socket.words, []);
  outbox.open();
  assert.deepEqual(socket.words, [3, "half-close"]);
});

test("half-close and close stay behind the data, the rest overtakes it", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket, outbox } = make();
  outbox.open();
  socket.bufferedAmount = 256 * KIB;
  outbox.push(new Uint8Array(20 * KIB));
  outbox.push("half-close");
  outbox.push("close");
  outbox.urgent("pause");
  assert.deepEqual(socket.words, ["pause"]);
  t.mock.timers.tick(50);
  assert.deepEqual(socket.words, ["pause"], "still no room");
  socket.bufferedAmount = 256 * KIB - 1;
  t.mock.timers.tick(10);
  assert.deepEqual(socket.words, ["pause", 16 * KIB, 4 * KIB, "half-close"]);
  assert.equal(socket.closedWith, 1000);
});

test("what was dropped is not sent later", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { socket, outbox } = make();
  outbox.open();
  socket.bufferedAmount = 256 * KIB;
  outbox.push(new Uint8Array(5));
  outbox.drop();
  socket.bufferedAmount = 0;
  t.mock.timers.tick(1000);
  assert.deepEqual(socket.words, []);
});
