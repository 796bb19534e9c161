import assert from "node:assert/strict";
import { test } from "node:test";
import { FramedConnection } from "./connection.js";
import { FakeSocket } from "./fake-socket.js";

/**
 * @import { CloseTexts } from "./connection.js"
 * @import { ConnectionHandlers } from "./transport.js"
 */

const CLOSE_TEXTS = {
  lost: "The way was lost.",
  unreached: "It was not reached.",
  silent: "Nothing has come for 50 seconds.",
};

function make(/** @type {CloseTexts} */ texts = CLOSE_TEXTS) {
  const socket = new FakeSocket();
  /** @type {any[]} */
  const events = [];
  /** @type {ConnectionHandlers} */
  const handlers = {
    opened: (info) => events.push(["opened", info.local]),
    data: (bytes) => events.push(["data", ...bytes]),
    eof: () => events.push(["eof"]),
    closed: (closed) => events.push(["closed", closed.reason, closed.detail]),
  };
  const connection = new FramedConnection(/** @type {any} */ (socket), handlers, texts);
  return { socket, connection, events };
}

test("each event of a connection is reported once", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { socket, connection, events } = make();
  connection.send(new Uint8Array([1]));
  assert.deepEqual(socket.frames, [], "nothing before the socket takes it");
  socket.open();
  assert.deepEqual(socket.frames, [1], "the other side keeps it until it is connected");
  socket.control({ type: "opened", local: "127.0.0.1:9", remote: "127.0.0.1:4040" });
  socket.bytes(new Uint8Array([7, 8]));
  socket.control({ type: "beat" });
  socket.control({ type: "eof" });
  connection.halfClose();
  socket.control({ type: "closed", reason: "eof", detail: "done" });
  socket.end(1000);
  assert.deepEqual(events, [
    ["opened", "127.0.0.1:9"],
    ["data", 7, 8],
    ["eof"],
    ["closed", "eof", "done"],
  ]);
});

test("each way to end has a text", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const open = { type: "opened", local: "a", remote: "b" };
  const closeByPage = (/** @type {ReturnType<typeof make>} */ { socket, connection }) => {
    connection.close();
    socket.end(1000);
  };
  const reset = (/** @type {ReturnType<typeof make>} */ { socket, connection }) => {
    connection.reset();
    socket.end(1000);
  };
  const table =
    /** @type {[string, boolean, (made: ReturnType<typeof make>) => void, string, RegExp][]} */ ([
      ["never reached", false, ({ socket }) => socket.end(), "error", /not reached/],
      ["lost", true, ({ socket }) => socket.end(), "error", /was lost/],
      ["with a reason", true, ({ socket }) => socket.end(1009, "too long"), "error", /too long/],
      ["by the page", true, closeByPage, "page", /You closed it/],
      ["before it was reached", false, closeByPage, "page", /You closed it/],
      ["reset", true, reset, "page", /You reset it/],
    ]);
  for (const [name, opened, end, reason, want] of table) {
    const made = make();
    if (opened) {
      made.socket.open();
      made.socket.control(open);
    }
    end(made);
    const last = made.events.at(-1);
    assert.equal(last[0], "closed", name);
    assert.equal(last[1], reason, name);
    assert.match(last[2], want, name);
  }
});

test("50 s without data are a timeout, a heartbeat resets it", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { socket, events } = make();
  socket.control({ type: "opened", local: "a", remote: "b" });
  for (let beats = 0; beats < 5; beats++) {
    t.mock.timers.tick(20_000);
    socket.control({ type: "beat" });
  }
  assert.equal(events.length, 1);
  t.mock.timers.tick(50_000);
  assert.equal(events.at(-1)[0], "closed");
  assert.match(events.at(-1)[2], /50 seconds/);
  assert.equal(socket.closes, 1);
});

test("without a text for it there is no timeout", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { socket, events } = make({ lost: "lost", unreached: "unreached" });
  socket.control({ type: "opened", local: "a", remote: "b" });
  t.mock.timers.tick(500_000);
  assert.deepEqual(events, [["opened", "a"]]);
});

test("after a close nothing is read, even while bytes are still sent", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { socket, connection, events } = make();
  socket.open();
  socket.bufferedAmount = 1 << 20;
  connection.send(new Uint8Array(3));
  connection.close();
  socket.bytes(new Uint8Array([7, 8]));
  socket.bufferedAmount = 0;
  t.mock.timers.tick(10);
  assert.deepEqual(socket.frames, [3]);
  socket.end(1000);
  assert.deepEqual(events, [["closed", "page", "You closed it."]]);
});

test("a reset overtakes and discards what was not sent", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { socket, connection } = make();
  socket.open();
  socket.bufferedAmount = 1 << 20;
  connection.send(new Uint8Array(100));
  connection.reset();
  socket.bufferedAmount = 0;
  t.mock.timers.tick(100);
  assert.deepEqual(socket.frames, ["reset"]);
});
