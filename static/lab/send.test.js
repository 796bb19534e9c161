import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toBytes } from "../bytes/bytes.js";
import { concat } from "../core/concat.js";
import { Client } from "./client.js";
import { connectMany } from "./connect-many.js";
import { parseSizes, sendFile, sendPieces, sendRandom, sendTimes, split } from "./send.js";

/** @import { ConnectionHandlers } from "../transport/transport.js" */

/** A client, what it sent, and the events of its connection. */
function make() {
  /** @type {Uint8Array[]} */
  const sent = [];
  /** @type {string[]} */
  const requests = [];
  const far = {
    pendingBytes: 0,
    handlers: /** @type {ConnectionHandlers} */ (/** @type {any} */ (null)),
  };
  const ask = (/** @type {string} */ what) => () => void requests.push(what);
  const client = new Client(0, (handlers) => {
    far.handlers = handlers;
    return {
      send: (bytes) => sent.push(bytes.slice()),
      pendingBytes: () => far.pendingBytes,
      halfClose: ask("half-close"),
      close: ask("close"),
      reset: ask("reset"),
      pause: ask("pause"),
      resume: ask("resume"),
      setNetwork: ask("network"),
      vanish: ask("vanish"),
    };
  });
  client.open();
  far.handlers.opened({ local: "127.0.0.1:5", remote: "127.0.0.1:4040" });
  return { client, sent, requests, far };
}

/** @param {Client} client */
function outcomes(client) {
  return client.transcript.rows.map((row) => (row.kind === "mark" ? row.text : row.kind));
}

test("sizes as they are written", () => {
  const table = /** @type {[string, object][]} */ ([
    ["1,2,rest", { sizes: [1, 2], rest: true }],
    [" 1 , 2 ", { sizes: [1, 2], rest: false }],
    ["3 4 rest", { sizes: [3, 4], rest: true }],
    ["rest", { sizes: [], rest: true }],
  ]);
  for (const [text, want] of table) assert.deepEqual(parseSizes(text), want, text);
  for (const text of ["", "0", "1,x", "rest,1", "-1", "1.5"]) {
    const wrong = parseSizes(text);
    assert.match("error" in wrong ? wrong.error : "", /for example 1, 2, rest/, text);
  }
});

test("pieces together are the message, whatever the sizes", () => {
  const size = fc.integer({ min: 1, max: 9 });
  const how = fc.record({
    sizes: fc.array(size, { minLength: 1, maxLength: 4 }),
    rest: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), how, (bytes, sizes) => {
      const pieces = split(bytes, sizes);
      assert.deepEqual(concat(pieces), bytes);
      assert.ok(pieces.every((piece) => piece.length > 0));
      pieces.slice(0, -1).forEach((piece, at) => {
        assert.equal(piece.length, sizes.sizes[at] ?? sizes.sizes.at(-1));
      });
    }),
  );
  const lengths = split(toBytes("hello"), { sizes: [2], rest: false }).map(({ length }) => length);
  assert.deepEqual(lengths, [2, 2, 1]);
});

test("each job sends what it is for, and reports it", async () => {
  const { client, sent } = make();
  await sendPieces(client, split(toBytes("hey"), { sizes: [1], rest: true }), 1);
  assert.deepEqual(sent.splice(0), [toBytes("h"), toBytes("ey")]);
  await sendTimes(client, toBytes("x"), 120);
  assert.equal(sent.splice(0).length, 120);
  await sendRandom(client, 100_000);
  assert.deepEqual(
    sent.splice(0).map(({ length }) => length),
    [65_536, 34_464],
  );
  await sendFile(client, new File(["from a file"], "a.txt"));
  assert.deepEqual(sent, [toBytes("from a file")]);
  const notes = outcomes(client).filter((text) => text !== "sent");
  assert.deepEqual(notes, [
    "2 pieces sent",
    "120 messages sent",
    "100,000 random bytes sent",
    "11 bytes of a.txt sent",
  ]);
  assert.equal(client.job, null);
});

test("a job ends with its client, with its sending direction, and when it is stopped", async () => {
  const ends = /** @type {((made: ReturnType<typeof make>) => void)[]} */ ([
    ({ client }) => client.stopJob(),
    ({ client }) => client.halfClose(),
    ({ client }) => client.close(),
    ({ client }) => client.reset(),
    ({ far }) => far.handlers.closed({ reason: "lab-stopped", detail: "" }),
  ]);
  for (const end of ends) {
    const made = make();
    const work = sendPieces(made.client, [toBytes("a"), toBytes("b")], 60_000);
    assert.equal(made.client.job?.done, 1);
    end(made);
    await work;
    assert.equal(made.client.job, null, end.toString());
    assert.equal(made.sent.length, 1);
    assert.ok(outcomes(made.client).includes("1 of 2 pieces sent, then it was stopped"));
  }
});

test("a file that cannot be read says so", async () => {
  const { client } = make();
  const file = /** @type {any} */ ({
    name: "gone.txt",
    size: 5,
    slice: () => ({ arrayBuffer: () => Promise.reject(new Error("it is gone")) }),
  });
  await sendFile(client, file);
  assert.deepEqual(outcomes(client), ["0 of 5 bytes of gone.txt sent, then it failed: it is gone"]);
  assert.equal(client.job, null);
});

test("nothing is added while much is pendingBytes", async () => {
  const { client, sent, far } = make();
  far.pendingBytes = 10_000_000;
  const work = sendRandom(client, 100);
  setTimeout(() => {
    assert.equal(sent.length, 0);
    far.pendingBytes = 0;
  }, 30);
  await work;
  assert.equal(sent.length, 1);
});

test("after a reset nothing more is received", () => {
  const { client, far } = make();
  client.reset();
  far.handlers.data(toBytes("late"));
  far.handlers.eof();
  far.handlers.closed({ reason: "reset", detail: "You reset it." });
  assert.deepEqual(outcomes(client), ["reset"]);
  assert.equal(client.label, "reset");
});

test("a slow reader: bytes are held, the connection paused, and the end comes last", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { client, requests, far } = make();
  client.readSlowly(10);
  assert.equal(client.label, "slow, 10 B/s");
  far.handlers.data(toBytes("abcd"));
  far.handlers.eof();
  far.handlers.closed({ reason: "eof", detail: "" });
  assert.equal(client.label, "slow, 10 B/s");
  t.mock.timers.tick(200);
  t.mock.timers.tick(200);
  assert.deepEqual(outcomes(client).slice(1), [
    "received",
    "received",
    "closed by server",
    "closed",
  ]);
  assert.deepEqual(requests.slice(0, 2), ["resume", "pause"]);
  assert.equal(client.rate, 0);
});

test("after a resume the held bytes come at once, and the label is open", () => {
  const { client, far } = make();
  client.readSlowly(1);
  far.handlers.data(toBytes("held"));
  /** @type {string[]} */
  const words = [];
  client.events.on("change", () => words.push(client.label), new AbortController().signal);
  client.resume();
  assert.deepEqual(words, ["open"]);
  assert.deepEqual(outcomes(client).slice(1), ["reading again", "received"]);
});

test("refused clients are removed, and the reason is returned once", async () => {
  /** @type {Client[]} */
  let clients = [];
  const session = /** @type {any} */ ({
    addClient() {
      const full = clients.length >= 3;
      const client = new Client(clients.length, (handlers) => {
        queueMicrotask(() => {
          if (full) handlers.closed({ reason: "refused", detail: "The lab is full." });
          else handlers.opened({ local: "a", remote: "b" });
        });
        return /** @type {any} */ ({});
      });
      clients.push(client);
      client.open();
      return client;
    },
    removeClient(/** @type {Client} */ client) {
      clients = clients.filter((other) => other !== client);
    },
  });
  const crowd = await connectMany(session, 10);
  assert.equal(crowd.connected.length, 3);
  assert.deepEqual([crowd.refused, crowd.why], [7, "The lab is full."]);
  assert.equal(clients.length, 3);
});
