import assert from "node:assert/strict";
import { test } from "node:test";
import { FramedConnection } from "./connection.js";
import { FakeSocket } from "./fake-socket.js";

const ENDS = {
  lost: "The way was lost.",
  unreached: "It was not reached.",
  silent: "Nothing has come for 50 seconds.",
};

function make(/** @type {import("./connection.js").Ends} */ ends = ENDS) {
  const socket = new FakeSocket();
  /** @type {any[]} */
  const heard = [];
  /** @type {import("./transport.js").ConnectionHandlers} */
  const handlers = {
    opened: (facts) => heard.push(["opened", facts.local]),
    data: (bytes) => heard.push(["data", ...bytes]),
    eof: () => heard.push(["eof"]),
    closed: (closed) => heard.push(["closed", closed.reason, closed.detail]),
  };
  const connection = new FramedConnection(/** @type {any} */ (socket), handlers, ends);
  return { socket, connection, heard };
}

test("a connection's life, told once each", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { socket, connection, heard } = make();
  connection.send(new Uint8Array([1]));
  assert.deepEqual(socket.words, [], "nothing before the socket takes it");
  socket.open();
  assert.deepEqual(socket.words, [1], "the other side keeps it until it is connected");
  socket.control({ type: "opened", local: "127.0.0.1:9", remote: "127.0.0.1:4040" });
  socket.bytes(new Uint8Array([7, 8]));
  socket.control({ type: "beat" });
  socket.control({ type: "eof" });
  connection.halfClose();
  socket.control({ type: "closed", reason: "eof", detail: "done" });
  socket.end(1000);
  assert.deepEqual(heard, [
    ["opened", "127.0.0.1:9"],
    ["data", 7, 8],
    ["eof"],
    ["closed", "eof", "done"],
  ]);
});

test("however it ends, there are words for it", (t) => {
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
    const last = made.heard.at(-1);
    assert.equal(last[0], "closed", name);
    assert.equal(last[1], reason, name);
    assert.match(last[2], want, name);
  }
});

test("silence of 50 s is a dead connection, a beat is a sign of life", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { socket, heard } = make();
  socket.control({ type: "opened", local: "a", remote: "b" });
  for (let beats = 0; beats < 5; beats++) {
    t.mock.timers.tick(20_000);
    socket.control({ type: "beat" });
  }
  assert.equal(heard.length, 1);
  t.mock.timers.tick(50_000);
  assert.equal(heard.at(-1)[0], "closed");
  assert.match(heard.at(-1)[2], /50 seconds/);
  assert.equal(socket.closes, 1);
});

test("where silence means nothing, nothing waits for a beat", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { socket, heard } = make({ lost: "lost", unreached: "unreached" });
  socket.control({ type: "opened", local: "a", remote: "b" });
  t.mock.timers.tick(500_000);
  assert.deepEqual(heard, [["opened", "a"]]);
});

test("a closed end reads no more, also while its bytes still go out", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { socket, connection, heard } = make();
  socket.open();
  socket.bufferedAmount = 1 << 20;
  connection.send(new Uint8Array(3));
  connection.close();
  socket.bytes(new Uint8Array([7, 8]));
  socket.bufferedAmount = 0;
  t.mock.timers.tick(10);
  assert.deepEqual(socket.words, [3]);
  socket.end(1000);
  assert.deepEqual(heard, [["closed", "page", "You closed it."]]);
});

test("a reset overtakes and throws away what was not sent", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { socket, connection } = make();
  socket.open();
  socket.bufferedAmount = 1 << 20;
  connection.send(new Uint8Array(100));
  connection.reset();
  socket.bufferedAmount = 0;
  t.mock.timers.tick(100);
  assert.deepEqual(socket.words, ["reset"]);
});
