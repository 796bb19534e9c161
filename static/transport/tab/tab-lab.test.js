import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../transport.js";
import { FakeWorker } from "./fake-worker.js";
import { TabLab } from "./tab-lab.js";

/** @import { TestContext } from "node:test" */

const FACTS = { id: "x", lesson: "echo", address: "127.0.0.1:4040", tls: false };
const KIB = 1024;

/** @param {TestContext} t */
function make(t) {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const worker = new FakeWorker();
  const again = { started: 0 };
  const lab = new TabLab(
    /** @type {any} */ (worker),
    { ...FACTS, state: "listening" },
    async () => {
      again.started++;
      return lab;
    },
  );
  /** @type {any[]} */
  const calls = [];
  listen(lab, calls);
  return { lab, worker, calls, again };
}

/**
 * @param {TabLab} lab
 * @param {any[]} calls
 */
function listen(lab, calls, after = 0) {
  return lab.events(after, {
    batch: (events, skipped) => {
      for (const { seq, kind } of events) calls.push(`${seq} ${kind}`);
      if (skipped > 0) calls.push(`skipped ${skipped}`);
    },
    link: () => calls.push("link"),
    ended: (info) => calls.push(`ended ${info?.state}`),
  });
}

/** @param {TabLab} lab */
function connect(lab) {
  /** @type {any[]} */
  const calls = [];
  const connection = lab.connect({
    opened: ({ local }) => calls.push(["opened", local]),
    data: (bytes) => calls.push(["data", bytes.length]),
    eof: () => calls.push(["eof"]),
    closed: ({ reason, detail }) => calls.push(["closed", reason, detail]),
  });
  return { connection, calls };
}

/**
 * @param {FakeWorker} worker
 * @param {[number, string][]} events
 */
function emitEvents(worker, events, skipped = 0) {
  const list = events.map(([seq, kind]) => ({ seq, kind, at: "", error: "" }));
  worker.emit({ type: "events", data: JSON.stringify({ events: list, skipped }) });
}

/**
 * @param {FakeWorker} worker
 * @param {number} client
 */
function opened(worker, client) {
  const data = JSON.stringify({ type: "opened", local: "127.0.0.1:9", remote: FACTS.address });
  worker.emit({ type: "frame", client, data });
}

test("a client's frames go both ways, and each side acknowledges what it has received", (t) => {
  const { lab, worker } = make(t);
  const a = connect(lab);
  const b = connect(lab);
  assert.deepEqual(worker.of("open"), [
    { type: "open", client: 1 },
    { type: "open", client: 2 },
  ]);
  opened(worker, 2);
  const bytes = Uint8Array.from([1, 2, 3]);
  b.connection.send(bytes.subarray(1));
  const [frame] = worker.of("frame");
  assert.equal(frame.client, 2);
  assert.deepEqual(new Uint8Array(frame.data), Uint8Array.from([2, 3]));
  assert.equal(bytes[2], 3, "what the page keeps is not given away");
  assert.equal(b.connection.pendingBytes(), 2);
  worker.emit({ type: "written", client: 2, bytes: 2 });
  assert.equal(b.connection.pendingBytes(), 0);
  worker.emit({ type: "frame", client: 2, data: new ArrayBuffer(5) });
  assert.deepEqual(b.calls, [
    ["opened", "127.0.0.1:9"],
    ["data", 5],
  ]);
  assert.deepEqual(worker.of("ackBytes"), [], "a few bytes need no answer");
  worker.emit({ type: "frame", client: 2, data: new ArrayBuffer(32 * KIB) });
  assert.deepEqual(worker.of("ackBytes"), [{ type: "ackBytes", client: 2, bytes: 32 * KIB + 5 }]);
  assert.deepEqual(a.calls, []);
});

test("a client that holds much unsent waits for the server to take it", (t) => {
  const { lab, worker } = make(t);
  const { connection } = connect(lab);
  opened(worker, 1);
  connection.send(new Uint8Array(400 * KIB));
  assert.equal(worker.of("frame").length, 16, "256 KiB in frames of 16");
  t.mock.timers.tick(1000);
  assert.equal(worker.of("frame").length, 16);
  worker.emit({ type: "written", client: 1, bytes: 100 * KIB });
  t.mock.timers.tick(10);
  assert.equal(worker.of("frame").length, 23);
  assert.equal(connection.pendingBytes(), 300 * KIB);
});

test("a client that closes gets closed once and nothing after it", async (t) => {
  const { lab, worker } = make(t);
  const { connection, calls } = connect(lab);
  opened(worker, 1);
  connection.close();
  assert.equal(calls.length, 1, "not while it is still closing");
  await Promise.resolve();
  assert.deepEqual(calls.at(-1), ["closed", "page", "You closed it."]);
  assert.deepEqual(worker.of("close"), [{ type: "close", client: 1 }]);
  worker.emit({ type: "frame", client: 1, data: new ArrayBuffer(5) });
  worker.emit({ type: "written", client: 1, bytes: 5 });
  assert.equal(calls.length, 2);
});

test("a listener gets all events, from the start or later", (t) => {
  const { lab, worker, calls } = make(t);
  emitEvents(worker, [
    [1, "listening"],
    [2, "log"],
  ]);
  emitEvents(worker, [[9, "log"]], 6);
  assert.deepEqual(calls, ["1 listening", "2 log", "9 log", "skipped 6"]);
  assert.deepEqual(worker.of("ackEvents"), [], "a few events need no answer");
  /** @type {any[]} */
  const late = [];
  const { close } = listen(lab, late, 1);
  assert.deepEqual(late, ["2 log", "9 log"]);
  close();
  emitEvents(worker, [[10, "log"]]);
  assert.equal(late.length, 2);
  assert.equal(calls.at(-1), "10 log");
});

test("events of a flood are acknowledged in groups", (t) => {
  const { worker } = make(t);
  for (const seq of [255, 256, 257, 511, 900]) emitEvents(worker, [[seq, "log"]]);
  assert.deepEqual(
    worker.of("ackEvents").map(({ seq }) => seq),
    [256, 900],
  );
});

test("a question is answered, or ends with the lab", async (t) => {
  const { lab, worker } = make(t);
  const first = lab.connections();
  const second = lab.connections();
  const [one, two] = worker.of("query");
  worker.emit({ type: "reply", id: two.id, body: '{"seq":2,"connections":[]}' });
  worker.emit({ type: "reply", id: one.id, body: '{"seq":1,"connections":[]}' });
  assert.deepEqual([(await first).seq, (await second).seq], [1, 2]);
  const third = lab.connections();
  worker.emit({ type: "exit", code: 3, stderr: "" });
  const missing = (/** @type {unknown} */ why) => why instanceof Problem && why.kind === "missing";
  await assert.rejects(third, missing);
  await assert.rejects(lab.connections(), missing);
});

test("stopped: the last messages of the program arrive, then the worker is terminated", async (t) => {
  const { lab, worker, calls } = make(t);
  const client = connect(lab);
  opened(worker, 1);
  emitEvents(worker, [[1, "listening"]]);
  const done = lab.stop();
  assert.equal(lab.stop(), done, "once is enough");
  assert.equal(worker.of("stop").length, 1);
  const closed = JSON.stringify({ type: "closed", reason: "lab-stopped", detail: "Stopped." });
  worker.emit({ type: "frame", client: 1, data: closed });
  emitEvents(worker, [[2, "stopped"]]);
  assert.equal(worker.terminated, 0);
  worker.emit({ type: "exit", code: 0, stderr: "" });
  await done;
  assert.deepEqual(calls, ["1 listening", "2 stopped", "ended stopped"]);
  assert.deepEqual(client.calls.at(-1), ["closed", "lab-stopped", "Stopped."]);
  assert.equal(worker.terminated, 1);
  assert.equal(worker.onmessage, null);
});

test("a server that does not stop is stopped", async (t) => {
  const { lab, worker, calls } = make(t);
  const client = connect(lab);
  const done = lab.stop();
  t.mock.timers.tick(1999);
  assert.equal(worker.terminated, 0);
  t.mock.timers.tick(1);
  await done;
  assert.equal(worker.terminated, 1);
  assert.deepEqual(calls, ["1 stopped", "ended stopped"]);
  assert.equal(client.calls.at(-1)[1], "lab-stopped");
  assert.equal(lab.info.state, "stopped");
});

test("a program that exits by itself has failed, and every client is closed", (t) => {
  const { lab, worker, calls } = make(t);
  const client = connect(lab);
  opened(worker, 1);
  emitEvents(worker, [[7, "log"]]);
  worker.emit({ type: "exit", code: 2, stderr: "panic: no\n\ngoroutine 1 [running]:\n" });
  assert.deepEqual(calls, ["7 log", "8 failed", "ended failed"]);
  assert.deepEqual(client.calls.at(-1), ["closed", "lab-stopped", "The server failed. panic: no"]);
  assert.equal(lab.info.error, "panic: no");
  assert.equal(worker.terminated, 1);
  const later = connect(lab);
  assert.deepEqual(later.calls, []);
});

test("a failure that the server reports itself is reported once", async (t) => {
  const { lab, worker, calls } = make(t);
  const events = [{ seq: 4, kind: "failed", at: "", error: "panic: yes" }];
  worker.emit({ type: "events", data: JSON.stringify({ events, skipped: 0 }) });
  assert.equal(worker.of("stop").length, 1, "its program is not needed any more");
  worker.emit({ type: "exit", code: 0, stderr: "" });
  await lab.stop();
  assert.deepEqual(calls, ["4 failed", "ended failed"]);
  assert.equal(lab.info.state, "failed");
  assert.equal(lab.info.error, "panic: yes");
  assert.equal(worker.terminated, 1);
});

test("what a program has printed right before its end comes before the failure", (t) => {
  const { lab, worker } = make(t);
  /** @type {any[]} */
  const events = [];
  lab.events(0, {
    batch: (batch) => events.push(...batch),
    link: () => {},
    ended: () => {},
  });
  emitEvents(worker, [[4, "log"]]);
  worker.emit({ type: "exit", code: 3, stderr: "", printed: "one\ntwo\n" });
  const rows = events.slice(1).map(({ seq, kind, message }) => [seq, kind, message]);
  assert.deepEqual(rows, [
    [5, "log", "one"],
    [6, "log", "two"],
    [7, "failed", undefined],
  ]);
});

test("a loop is said to come after the last line that is known", (t) => {
  const { lab, worker } = make(t);
  const event = { seq: 1, at: "", kind: "log", source: { file: "server.go", line: 7 } };
  worker.emit({ type: "events", data: JSON.stringify({ events: [event], skipped: 0 }) });
  t.mock.timers.tick(4000);
  assert.match(lab.info.error ?? "", /endless loop.*after server\.go:7/i);
});

test("one that does not answer is ended, and called by its name", (t) => {
  const { lab, worker, calls } = make(t);
  for (let second = 0; second < 10; second++) {
    worker.emit({ type: "pong" });
    t.mock.timers.tick(1000);
  }
  assert.equal(worker.terminated, 0);
  t.mock.timers.tick(3000);
  assert.equal(worker.terminated, 1);
  assert.deepEqual(calls, ["1 failed", "ended failed"]);
  assert.match(lab.info.error ?? "", /endless loop/i);
});

test("a server that is busy with the page's messages is not unresponsive", (t) => {
  const { lab, worker } = make(t);
  for (let client = 1; client <= 10; client++) {
    connect(lab);
    t.mock.timers.tick(2000);
    opened(worker, client);
  }
  assert.equal(worker.terminated, 0);
  for (let beat = 0; beat < 4; beat++) {
    worker.emit({ type: "beat" });
    emitEvents(worker, [[beat + 1, "log"]]);
    t.mock.timers.tick(1000);
  }
  assert.equal(worker.terminated, 1, "what it does of its own accord is no answer");
});

test("memory that grows is given the time to be used up", (t) => {
  const { lab, worker } = make(t);
  const MIB = 2 ** 20;
  for (const bytes of [60 * MIB, 180 * MIB, 240 * MIB]) {
    t.mock.timers.tick(2000);
    worker.emit({ type: "memory", bytes });
  }
  assert.equal(worker.terminated, 0);
  t.mock.timers.tick(4000);
  assert.equal(worker.terminated, 1, "what is left is no life");
  assert.match(lab.info.error ?? "", /Out of memory/);
});

test("an exception in the worker is a failure", (t) => {
  const { lab, worker } = make(t);
  worker.onerror?.({ message: "Uncaught RangeError: Maximum call stack size exceeded" });
  assert.match(lab.info.error ?? "", /recursion/);
  assert.equal(worker.terminated, 1);
});

test("a restart is a stop and another start", async (t) => {
  const { lab, worker, again } = make(t);
  const done = lab.restart();
  assert.equal(again.started, 0);
  worker.emit({ type: "exit", code: 0, stderr: "" });
  await done;
  assert.equal(again.started, 1);
});

test("a client of a lab that has ended is closed", async (t) => {
  const { lab, worker } = make(t);
  worker.emit({ type: "exit", code: 3, stderr: "" });
  /** @type {any[]} */
  const late = [];
  listen(lab, late);
  assert.deepEqual(late, ["1 failed", "ended failed"]);
  const { calls } = connect(lab);
  await Promise.resolve();
  assert.equal(calls.at(-1)[1], "lab-stopped");
});
