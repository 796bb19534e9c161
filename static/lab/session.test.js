import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../transport/transport.js";
import { LabSession } from "./session.js";

/**
 * @typedef {import("../transport/transport.js").EventHandlers} EventHandlers
 * @typedef {import("../transport/transport.js").Transport} Transport
 */

/**
 * A transport whose labs are told what happens.
 * @implements {Transport}
 */
class FakeTransport {
  name = "";
  runWords = "";
  /** @type {Transport["differences"]} */
  differences = [];
  words = { gone: { title: "", detail: "" }, lost: { title: "", detail: "" } };
  started = 0;
  /** @type {string[]} ids of the labs that were stopped */
  stopped = [];
  /** @type {((done: number, total: number) => void) | undefined} of the last start */
  progress;
  /** @type {Promise<void> | null} what a start waits for */
  until = null;
  /** @type {Promise<void> | null} what becomes of being told to stop */
  told = null;
  /** @type {EventHandlers | null} */
  stream = null;
  /** @type {import("../transport/transport.js").ConnectionHandlers[]} */
  connections = [];
  /** @type {Problem | null} */
  refusal = null;

  constructor(id = "here") {
    this.id = id;
  }

  about() {
    return { title: "", text: [] };
  }

  command() {
    return null;
  }

  prepare() {}

  /**
   * @param {string} lesson
   * @param {import("../transport/transport.js").StartOptions} [options]
   */
  async start(lesson, { progress } = {}) {
    if (this.refusal) throw this.refusal;
    this.progress = progress;
    await this.until;
    this.started++;
    return this.#lab(`${lesson}-${this.started}`);
  }

  /** @param {string} id */
  async resume(id) {
    if (this.refusal) throw this.refusal;
    return this.#lab(id);
  }

  /**
   * @param {string} id
   * @returns {import("../transport/transport.js").Lab}
   */
  #lab(id) {
    const nothing = () => {};
    return {
      facts: { id, lesson: "echo", state: "listening", address: "127.0.0.1:4040", tls: false },
      stop: async () => {
        await this.told;
        this.stopped.push(id);
      },
      restart: () => this.start("echo"),
      connect: (handlers) => {
        this.connections.push(handlers);
        return {
          send: nothing,
          unsent: () => 0,
          halfClose: nothing,
          close: nothing,
          reset: nothing,
          pause: nothing,
          resume: nothing,
        };
      },
      events: (_after, handlers) => {
        this.stream = handlers;
        return { close: nothing };
      },
      connections: async () => ({ seq: 7, connections: [] }),
    };
  }
}

function make() {
  const transport = new FakeTransport();
  const other = new FakeTransport("there");
  /** @type {Map<string, string>} */
  const kept = new Map();
  const memory = /** @type {any} */ ({
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
    removeItem: (/** @type {string} */ key) => kept.delete(key),
  });
  const transports = [transport, other];
  const open = (/** @type {string | null} */ chosen = null) =>
    new LabSession({ transports, chosen, lesson: "echo", memory });
  return { transport, other, kept, session: open(), open };
}

test("nothing is started before it is asked for", async () => {
  const { session, transport } = make();
  await session.find();
  assert.equal(session.state, "none");
  assert.equal(transport.started, 0);
});

test("a lab started is kept, and found again after a reload", async () => {
  const { session, transport, kept, open } = make();
  await session.start();
  assert.equal(session.state, "listening");
  assert.deepEqual([...kept.values()], ["echo-1"]);
  const reloaded = open();
  await reloaded.find();
  assert.equal(reloaded.facts?.id, "echo-1");
  assert.equal(transport.started, 1);
  await reloaded.stop();
  assert.equal(reloaded.state, "stopped");
  assert.equal(kept.size, 0);
});

test("a lab that is not there after a reload is gone, and can be started again", async () => {
  const { session, transport, kept } = make();
  kept.set("socketschool.lab.here.echo", "old");
  transport.refusal = new Problem("missing", "No such lab.", "");
  await session.find();
  assert.equal(session.state, "gone");
  assert.equal(session.problem, null);
  transport.refusal = null;
  await session.start();
  assert.equal(session.state, "listening");
});

test("the playground restarted under a running lab", async () => {
  const { session, transport, kept } = make();
  await session.start();
  transport.stream?.link("reconnecting");
  assert.equal(session.link, "reconnecting");
  transport.stream?.ended(null);
  assert.equal(session.state, "gone");
  assert.equal(session.link, "live");
  assert.equal(kept.size, 0);
});

test("a server that ended is stopped or failed, not gone", async () => {
  const stopped = make();
  await stopped.session.start();
  const event = (/** @type {string} */ kind, error = "") => [{ seq: 1, at: "", kind, error }];
  stopped.transport.stream?.batch(event("stopped"), 0);
  stopped.transport.stream?.ended(null);
  assert.equal(stopped.session.state, "stopped");

  const failed = make();
  await failed.session.start();
  failed.transport.stream?.batch(event("failed", "panic: oh"), 0);
  assert.equal(failed.session.state, "failed");
  assert.equal(failed.session.facts?.error, "panic: oh");
});

test("a refusal is kept for the page to show, and the state is as before", async () => {
  const { session, transport } = make();
  transport.refusal = new Problem("refused", "Too many labs.", "Stop one first.", {
    retryAfter: 7,
  });
  await session.start();
  assert.equal(session.state, "none");
  assert.equal(session.problem?.retryAfter, 7);
  assert.equal(await session.ensureListening(), false);
});

test("clients take the first free letter, and the server's peer is theirs", async () => {
  const { session, transport } = make();
  await session.start();
  const a = session.addClient();
  const b = session.addClient();
  session.removeClient(a);
  assert.equal(session.addClient().letter, "A");
  assert.equal(session.clientNamed("B"), b);
  assert.equal(session.clientNamed("D").letter, "D");
  transport.connections[1]?.opened({ local: "127.0.0.1:5", remote: "127.0.0.1:4040" });
  assert.equal(session.clientAt("127.0.0.1:5"), b);
  assert.equal(session.clientAt("127.0.0.1:6"), null);
  assert.equal(session.clientAt(undefined), null);
});

test("what a client did is in its transcript, in order", async () => {
  const { session, transport } = make();
  await session.start();
  const client = session.addClient();
  assert.equal(client.word, "connecting");
  assert.equal(client.canSend, true, "it goes as soon as it is open");
  const [far] = transport.connections;
  far?.opened({ local: "a", remote: "b" });
  client.send(new Uint8Array([104]));
  far?.data(new Uint8Array([104]));
  client.halfClose();
  assert.equal(client.word, "half-closed");
  assert.equal(client.canSend, false);
  far?.eof();
  far?.closed({ reason: "eof", detail: "" });
  assert.equal(client.word, "closed");
  const rows = client.transcript.rows.map((row) => (row.kind === "mark" ? row.text : row.kind));
  assert.deepEqual(rows, ["sent", "received", "half-close", "closed by server", "closed"]);
  assert.match(client.closed?.detail ?? "", /Both sides/);
});

test("the place chosen is used; an unknown one is not", () => {
  const { open, transport, other } = make();
  assert.equal(open("there").transport, other);
  assert.equal(open("nowhere").transport, transport);
  assert.equal(open(null).transport, transport);
});

test("a lab that is kept is looked for, whatever was chosen in another tab", async () => {
  const { session, transport, other, open } = make();
  await session.start();
  const reloaded = open("there");
  assert.equal(reloaded.transport, transport);
  await reloaded.find();
  assert.equal(reloaded.facts?.id, "echo-1");
  await reloaded.stop();
  assert.equal(open("there").transport, other);
});

test("another place: what runs is stopped, and kept to be read", async () => {
  const { session, transport, other, kept } = make();
  await session.start();
  /** @type {string[]} */
  const states = [];
  session.events.on("change", () => states.push(session.state), new AbortController().signal);
  await session.use(other);
  assert.deepEqual(states, ["stopping", "stopped"]);
  assert.deepEqual(transport.stopped, ["echo-1"]);
  assert.equal(session.facts?.id, "echo-1");
  assert.equal(kept.size, 0);
  assert.equal(other.started, 0);
  await session.start();
  assert.equal(other.started, 1);
  assert.deepEqual([...kept], [["socketschool.lab.there.echo", "echo-1"]]);
});

test("another place before anything ran, or after a refusal, is as at the beginning", async () => {
  const { session, transport, other } = make();
  transport.refusal = new Problem("refused", "Full.", "");
  await session.start();
  await session.use(other);
  assert.equal(session.state, "none");
  assert.equal(session.problem, null);
  assert.equal(await session.ensureListening(), true);
});

test("a start that was given up for another place ends as soon as it is there", async () => {
  const { session, transport, other, kept } = make();
  let go = () => {};
  transport.until = new Promise((resolve) => {
    go = () => resolve();
  });
  const first = session.start();
  transport.progress?.(1, 4);
  assert.deepEqual(session.progress, { done: 1, total: 4 });
  await session.use(other);
  assert.equal(session.progress, null);
  transport.progress?.(2, 4);
  assert.equal(session.progress, null, "nobody waits for it any more");
  await session.start();
  go();
  await first;
  assert.deepEqual(transport.stopped, ["echo-1"]);
  assert.deepEqual(other.stopped, []);
  assert.equal(session.state, "listening");
  assert.equal(kept.get("socketschool.lab.there.echo"), "echo-1");
});

test("who needs a lab while one starts waits for that one", async () => {
  const { session, transport } = make();
  /** @type {() => void} */
  let go = () => {};
  transport.until = new Promise((resolve) => {
    go = () => resolve();
  });
  session.start();
  const needed = session.ensureListening();
  go();
  assert.equal(await needed, true);
  assert.equal(transport.started, 1);
});

test("a start that was given up does not begin after all", async () => {
  const { session, transport, other } = make();
  let go = () => {};
  transport.until = new Promise((resolve) => {
    go = () => resolve();
  });
  const first = session.start();
  await session.use(other);
  go();
  await first;
  assert.equal(session.state, "none");
  assert.equal(session.facts, null);
  assert.deepEqual(transport.stopped, ["echo-1"]);
});

test("a place that cannot be reached can be left all the same", async () => {
  const problem = new Problem("unreachable", "No answer.", "", { elsewhere: true });
  const refused = () => Promise.reject(problem);
  const silent = () => new Promise(() => {});
  for (const told of [refused, silent]) {
    const { session, transport, other } = make();
    await session.start();
    transport.told = told();
    transport.stream?.link("reconnecting");
    await session.use(other);
    assert.equal(session.state, "stopped");
    assert.equal(session.link, "live");
    assert.equal(session.problem, null);
  }
});

test("progress is told while a start fetches, and no longer", async () => {
  const { session, transport } = make();
  let told = 0;
  session.events.on("progress", () => told++, new AbortController().signal);
  const started = session.start();
  transport.progress?.(10, 20);
  transport.progress?.(20, 20);
  assert.deepEqual(session.progress, { done: 20, total: 20 });
  await started;
  assert.equal(session.progress, null);
  assert.equal(told, 3);
});
