import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../transport.js";
import { FakeWorker } from "./fake-worker.js";
import { TabLab } from "./lab.js";

const FACTS = { id: "x", lesson: "echo", address: "127.0.0.1:4040", tls: false };
const KIB = 1024;

/** @param {import("node:test").TestContext} t */
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
  const heard = [];
  listen(lab, heard);
  return { lab, worker, heard, again };
}

/**
 * @param {TabLab} lab
 * @param {any[]} heard
 */
function listen(lab, heard, after = 0) {
  return lab.events(after, {
    batch: (events, skipped) => {
      for (const { seq, kind } of events) heard.push(`${seq} ${kind}`);
      if (skipped > 0) heard.push(`skipped ${skipped}`);
    },
    link: () => heard.push("link"),
    ended: (facts) => heard.push(`ended ${facts?.state}`),
  });
}

/** @param {TabLab} lab */
function connect(lab) {
  /** @type {any[]} */
  const heard = [];
  const connection = lab.connect({
    opened: ({ local }) => heard.push(["opened", local]),
    data: (bytes) => heard.push(["data", bytes.length]),
    eof: () => heard.push(["eof"]),
    closed: ({ reason, detail }) => heard.push(["closed", reason, detail]),
  });
  return { connection, heard };
}

/**
 * @param {FakeWorker} worker
 * @param {[number, string][]} events
 */
function tell(worker, events, skipped = 0) {
  const told = events.map(([seq, kind]) => ({ seq, kind, at: "", error: "" }));
  worker.says({ type: "events", data: JSON.stringify({ events: told, skipped }) });
}

/**
 * @param {FakeWorker} worker
 * @param {number} client
 */
function opened(worker, client) {
  const data = JSON.stringify({ type: "opened", local: "127.0.0.1:9", remote: FACTS.address });
  worker.says({ type: "frame", client, data });
}

test("a client's frames go both ways, and each side knows what the other has taken", (t) => {
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
  assert.equal(b.connection.unsent(), 2);
  worker.says({ type: "taken", client: 2, bytes: 2 });
  assert.equal(b.connection.unsent(), 0);
  worker.says({ type: "frame", client: 2, data: new ArrayBuffer(5) });
  assert.deepEqual(b.heard, [
    ["opened", "127.0.0.1:9"],
    ["data", 5],
  ]);
  assert.deepEqual(worker.of("got"), [], "a few bytes need no answer");
  worker.says({ type: "frame", client: 2, data: new ArrayBuffer(32 * KIB) });
  assert.deepEqual(worker.of("got"), [{ type: "got", client: 2, bytes: 32 * KIB + 5 }]);
  assert.deepEqual(a.heard, []);
});

test("a client that holds much unsent waits for the server to take it", (t) => {
  const { lab, worker } = make(t);
  const { connection } = connect(lab);
  opened(worker, 1);
  connection.send(new Uint8Array(400 * KIB));
  assert.equal(worker.of("frame").length, 16, "256 KiB in frames of 16");
  t.mock.timers.tick(1000);
  assert.equal(worker.of("frame").length, 16);
  worker.says({ type: "taken", client: 1, bytes: 100 * KIB });
  t.mock.timers.tick(10);
  assert.equal(worker.of("frame").length, 23);
  assert.equal(connection.unsent(), 300 * KIB);
});

test("a page that closes is told once, and hears nothing more", async (t) => {
  const { lab, worker } = make(t);
  const { connection, heard } = connect(lab);
  opened(worker, 1);
  connection.close();
  assert.equal(heard.length, 1, "not while it is still closing");
  await Promise.resolve();
  assert.deepEqual(heard.at(-1), ["closed", "page", "You closed it."]);
  assert.deepEqual(worker.of("gone"), [{ type: "gone", client: 1 }]);
  worker.says({ type: "frame", client: 1, data: new ArrayBuffer(5) });
  worker.says({ type: "taken", client: 1, bytes: 5 });
  assert.equal(heard.length, 2);
});

test("events are had by whoever listens, from the start or later", (t) => {
  const { lab, worker, heard } = make(t);
  tell(worker, [
    [1, "listening"],
    [2, "log"],
  ]);
  tell(worker, [[9, "log"]], 6);
  assert.deepEqual(heard, ["1 listening", "2 log", "9 log", "skipped 6"]);
  assert.deepEqual(worker.of("seen"), [], "a few events need no answer");
  /** @type {any[]} */
  const late = [];
  const { close } = listen(lab, late, 1);
  assert.deepEqual(late, ["2 log", "9 log"]);
  close();
  tell(worker, [[10, "log"]]);
  assert.equal(late.length, 2);
  assert.equal(heard.at(-1), "10 log");
});

test("what is seen of a flood is told from time to time", (t) => {
  const { worker } = make(t);
  for (const seq of [255, 256, 257, 511, 900]) tell(worker, [[seq, "log"]]);
  assert.deepEqual(
    worker.of("seen").map(({ seq }) => seq),
    [256, 900],
  );
});

test("a question is answered, or ends with the lab", async (t) => {
  const { lab, worker } = make(t);
  const first = lab.connections();
  const second = lab.connections();
  const [one, two] = worker.of("ask");
  worker.says({ type: "answer", id: two.id, body: '{"seq":2,"connections":[]}' });
  worker.says({ type: "answer", id: one.id, body: '{"seq":1,"connections":[]}' });
  assert.deepEqual([(await first).seq, (await second).seq], [1, 2]);
  const third = lab.connections();
  worker.says({ type: "exit", code: 3, stderr: "" });
  const missing = (/** @type {unknown} */ why) => why instanceof Problem && why.kind === "missing";
  await assert.rejects(third, missing);
  await assert.rejects(lab.connections(), missing);
});

test("stopped in order: what the program still says is heard, then the worker ends", async (t) => {
  const { lab, worker, heard } = make(t);
  const client = connect(lab);
  opened(worker, 1);
  tell(worker, [[1, "listening"]]);
  const done = lab.stop();
  assert.equal(lab.stop(), done, "once is enough");
  assert.equal(worker.of("stop").length, 1);
  const closed = JSON.stringify({ type: "closed", reason: "lab-stopped", detail: "Stopped." });
  worker.says({ type: "frame", client: 1, data: closed });
  tell(worker, [[2, "stopped"]]);
  assert.equal(worker.terminated, 0);
  worker.says({ type: "exit", code: 0, stderr: "" });
  await done;
  assert.deepEqual(heard, ["1 listening", "2 stopped", "ended stopped"]);
  assert.deepEqual(client.heard.at(-1), ["closed", "lab-stopped", "Stopped."]);
  assert.equal(worker.terminated, 1);
  assert.equal(worker.onmessage, null);
});

test("a server that does not stop is stopped", async (t) => {
  const { lab, worker, heard } = make(t);
  const client = connect(lab);
  const done = lab.stop();
  t.mock.timers.tick(1999);
  assert.equal(worker.terminated, 0);
  t.mock.timers.tick(1);
  await done;
  assert.equal(worker.terminated, 1);
  assert.deepEqual(heard, ["1 stopped", "ended stopped"]);
  assert.equal(client.heard.at(-1)[1], "lab-stopped");
  assert.equal(lab.facts.state, "stopped");
});

test("a program that ends by itself has failed, and everybody is told", (t) => {
  const { lab, worker, heard } = make(t);
  const client = connect(lab);
  opened(worker, 1);
  tell(worker, [[7, "log"]]);
  worker.says({ type: "exit", code: 2, stderr: "panic: no\n\ngoroutine 1 [running]:\n" });
  assert.deepEqual(heard, ["7 log", "8 failed", "ended failed"]);
  assert.deepEqual(client.heard.at(-1), ["closed", "lab-stopped", "The server failed. panic: no"]);
  assert.equal(lab.facts.error, "panic: no");
  assert.equal(worker.terminated, 1);
  const later = connect(lab);
  assert.deepEqual(later.heard, []);
});

test("a server that says itself that it has failed is not told of twice", async (t) => {
  const { lab, worker, heard } = make(t);
  const events = [{ seq: 4, kind: "failed", at: "", error: "panic: yes" }];
  worker.says({ type: "events", data: JSON.stringify({ events, skipped: 0 }) });
  assert.equal(worker.of("stop").length, 1, "its program is not needed any more");
  worker.says({ type: "exit", code: 0, stderr: "" });
  await lab.stop();
  assert.deepEqual(heard, ["4 failed", "ended failed"]);
  assert.equal(lab.facts.state, "failed");
  assert.equal(lab.facts.error, "panic: yes");
  assert.equal(worker.terminated, 1);
});

test("one that does not answer is ended, and called by its name", (t) => {
  const { lab, worker, heard } = make(t);
  for (let second = 0; second < 10; second++) {
    worker.says({ type: "pong" });
    t.mock.timers.tick(1000);
  }
  assert.equal(worker.terminated, 0);
  t.mock.timers.tick(3000);
  assert.equal(worker.terminated, 1);
  assert.deepEqual(heard, ["1 failed", "ended failed"]);
  assert.match(lab.facts.error ?? "", /endless loop/i);
});

test("a server busy with what the page has asked for is not taken for stuck", (t) => {
  const { lab, worker } = make(t);
  for (let client = 1; client <= 10; client++) {
    connect(lab);
    t.mock.timers.tick(2000);
    opened(worker, client);
  }
  assert.equal(worker.terminated, 0);
  for (let beat = 0; beat < 4; beat++) {
    worker.says({ type: "beat" });
    tell(worker, [[beat + 1, "log"]]);
    t.mock.timers.tick(1000);
  }
  assert.equal(worker.terminated, 1, "what it does of its own accord is no answer");
});

test("memory that grows is given the time to be used up", (t) => {
  const { lab, worker } = make(t);
  const MIB = 2 ** 20;
  for (const bytes of [60 * MIB, 180 * MIB, 240 * MIB]) {
    t.mock.timers.tick(2000);
    worker.says({ type: "memory", bytes });
  }
  assert.equal(worker.terminated, 0);
  t.mock.timers.tick(4000);
  assert.equal(worker.terminated, 1, "what is left is no life");
  assert.match(lab.facts.error ?? "", /Out of memory/);
});

test("what breaks in the worker is a failure", (t) => {
  const { lab, worker } = make(t);
  worker.onerror?.({ message: "Uncaught RangeError: Maximum call stack size exceeded" });
  assert.match(lab.facts.error ?? "", /recursion/);
  assert.equal(worker.terminated, 1);
});

test("a restart is a stop and another start", async (t) => {
  const { lab, worker, again } = make(t);
  const done = lab.restart();
  assert.equal(again.started, 0);
  worker.says({ type: "exit", code: 0, stderr: "" });
  await done;
  assert.equal(again.started, 1);
});

test("who comes to a lab that is over is told so", async (t) => {
  const { lab, worker } = make(t);
  worker.says({ type: "exit", code: 3, stderr: "" });
  /** @type {any[]} */
  const late = [];
  listen(lab, late);
  assert.deepEqual(late, ["1 failed", "ended failed"]);
  const { heard } = connect(lab);
  await Promise.resolve();
  assert.equal(heard.at(-1)[1], "lab-stopped");
});
