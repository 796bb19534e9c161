import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../transport/transport.js";
import { LabSession } from "./session.js";

/** @import { ConnectionHandlers, EventHandlers, Lab, StartOptions, Transport } from "../transport/transport.js" */

/**
 * A transport whose labs do what a test says.
 * @implements {Transport}
 */
class FakeTransport {
  name = "";
  runLabel = "";
  runsVersions = false;
  /** @type {Transport["limitations"]} */
  limitations = [];
  messages = { gone: { title: "", detail: "" }, lost: { title: "", detail: "" } };
  started = 0;
  /** @type {string[]} ids of the labs that were stopped */
  stopped = [];
  /** @type {string[]} ids of the labs whose servers are to stop */
  told = [];
  /** @type {((done: number, total: number) => void) | undefined} of the last start */
  progress;
  /** @type {Promise<void> | null} what a start waits for */
  until = null;
  /** @type {Promise<void> | null} what a stop waits for */
  stopping = null;
  /** @type {EventHandlers | null} */
  stream = null;
  /** @type {ConnectionHandlers[]} */
  connections = [];
  /** @type {Problem | null} */
  refusal = null;

  constructor(id = "here") {
    this.id = id;
  }

  describe() {
    return { title: "", text: [] };
  }

  command() {
    return null;
  }

  prepare() {}

  /**
   * @param {string} lesson
   * @param {StartOptions} [options]
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
   * @returns {Lab}
   */
  #lab(id) {
    const nothing = () => {};
    return {
      info: { id, lesson: "echo", state: "listening", address: "127.0.0.1:4040", tls: false },
      stop: async () => {
        await this.stopping;
        this.stopped.push(id);
      },
      restart: () => this.start("echo"),
      connect: (handlers) => {
        this.connections.push(handlers);
        return {
          send: nothing,
          pendingBytes: () => 0,
          halfClose: nothing,
          close: nothing,
          reset: nothing,
          pause: nothing,
          resume: nothing,
          setNetwork: nothing,
          vanish: nothing,
        };
      },
      events: (_after, handlers) => {
        this.stream = handlers;
        return { close: nothing };
      },
      connections: async () => ({ seq: 7, connections: [] }),
      tcp: async () => ({ connections: [] }),
      goroutines: async () => ({ count: 0, leftOver: 0, groups: [] }),
      tellToStop: async () => void this.told.push(id),
    };
  }
}

function make() {
  const transport = new FakeTransport();
  const other = new FakeTransport("there");
  /** @type {Map<string, string>} */
  const stored = new Map();
  const memory = /** @type {any} */ ({
    getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => stored.set(key, value),
    removeItem: (/** @type {string} */ key) => stored.delete(key),
  });
  const transports = [transport, other];
  const open = (/** @type {string | null} */ chosen = null) =>
    new LabSession({ transports, chosen, lesson: "echo", memory });
  return { transport, other, stored, session: open(), open };
}

test("nothing is started without a start", async () => {
  const { session, transport } = make();
  await session.resume();
  assert.equal(session.state, "none");
  assert.equal(transport.started, 0);
});

test("the id of a lab is stored, and the lab resumed after a reload", async () => {
  const { session, transport, stored, open } = make();
  await session.start();
  assert.equal(session.state, "listening");
  assert.deepEqual([...stored.values()], ["echo-1"]);
  const reloaded = open();
  await reloaded.resume();
  assert.equal(reloaded.info?.id, "echo-1");
  assert.equal(transport.started, 1);
  await reloaded.stop();
  assert.equal(reloaded.state, "stopped");
  assert.equal(stored.size, 0);
});

test("a server that is told to stop has its lab until the end", async () => {
  const { session, transport, stored } = make();
  await assert.rejects(session.tellToStop(), /does not run/);
  await session.start();
  const end = await session.tellToStop();
  assert.deepEqual([transport.told, transport.stopped], [["echo-1"], []]);
  assert.equal(session.state, "stopping");
  assert.equal((await session.connections())?.seq, 7);
  await end();
  assert.deepEqual(transport.stopped, ["echo-1"]);
  assert.equal(session.state, "stopped");
  assert.equal(stored.size, 0);
});

test("a lab that is not there after a reload is gone, and can be started again", async () => {
  const { session, transport, stored } = make();
  stored.set("socketschool.lab.here.echo", "old");
  transport.refusal = new Problem("missing", "No such lab.", "");
  await session.resume();
  assert.equal(session.state, "gone");
  assert.equal(session.problem, null);
  transport.refusal = null;
  await session.start();
  assert.equal(session.state, "listening");
});

test("the playground restarted under a running lab", async () => {
  const { session, transport, stored } = make();
  await session.start();
  transport.stream?.link("reconnecting");
  assert.equal(session.link, "reconnecting");
  transport.stream?.ended(null);
  assert.equal(session.state, "gone");
  assert.equal(session.link, "live");
  assert.equal(stored.size, 0);
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
  assert.equal(failed.session.info?.error, "panic: oh");
});

test("after a refusal the problem is set, and the state is as before", async () => {
  const { session, transport } = make();
  transport.refusal = new Problem("refused", "Too many labs.", "Stop one first.", {
    retryAfter: 7,
  });
  await session.start();
  assert.equal(session.state, "none");
  assert.equal(session.problem?.retryAfter, 7);
  assert.equal(await session.ensureListening(), false);
});

test("a start goes on with the other transport where there is no room, if it may", async () => {
  for (const movesWhenFull of [true, false]) {
    const { session, transport, other } = make();
    transport.refusal = new Problem("refused", "Full.", "", { isFull: true });
    session.movesWhenFull = movesWhenFull;
    let moved = 0;
    session.events.on("moved", () => moved++, new AbortController().signal);
    await session.start();
    assert.equal(session.state, movesWhenFull ? "listening" : "none");
    assert.equal(session.transport, movesWhenFull ? other : transport);
    assert.equal(session.problem?.title, movesWhenFull ? undefined : "Full.");
    assert.equal(moved, movesWhenFull ? 1 : 0);
  }
});

test("clients take the first free letter, and are found by their address", async () => {
  const { session, transport } = make();
  await session.start();
  const a = session.addClient();
  const b = session.addClient();
  session.removeClient(a);
  assert.equal(session.addClient().letter, "A");
  assert.equal(session.clientByLetter("B"), b);
  assert.equal(session.clientByLetter("D").letter, "D");
  transport.connections[1]?.opened({ local: "127.0.0.1:5", remote: "127.0.0.1:4040" });
  assert.equal(session.clientByPeer("127.0.0.1:5"), b);
  assert.equal(session.clientByPeer("127.0.0.1:6"), null);
  assert.equal(session.clientByPeer(undefined), null);
});

test("others' clients have names until the next run", async () => {
  const { session } = make();
  await session.start();
  const handlers = { opened() {}, data() {}, eof() {}, closed() {} };
  session.connect(handlers, { plain: true, peer: "192.0.2.7:5", name: "Grace" });
  session.connect(handlers, { plain: true, peer: "192.0.2.7:6" });
  assert.equal(session.nameOfPeer("192.0.2.7:5"), "Grace");
  assert.equal(session.nameOfPeer("192.0.2.7:6"), "");
  await session.restart();
  assert.equal(session.nameOfPeer("192.0.2.7:5"), "");
});

test("what a client did is in its transcript, in order", async () => {
  const { session, transport } = make();
  await session.start();
  const client = session.addClient();
  assert.equal(client.label, "connecting");
  assert.equal(client.canSend, true, "it goes as soon as it is open");
  const [far] = transport.connections;
  far?.opened({ local: "a", remote: "b" });
  client.send(new Uint8Array([104]));
  far?.data(new Uint8Array([104]));
  client.halfClose();
  assert.equal(client.label, "half-closed");
  assert.equal(client.canSend, false);
  far?.eof();
  far?.closed({ reason: "eof", detail: "" });
  assert.equal(client.label, "closed");
  const rows = client.transcript.rows.map((row) => (row.kind === "mark" ? row.text : row.kind));
  assert.deepEqual(rows, ["sent", "received", "half-close", "closed by server", "closed"]);
  assert.match(client.closed?.detail ?? "", /Both sides/);
});

test("the chosen transport is used, an unknown one is not", () => {
  const { open, transport, other } = make();
  assert.equal(open("there").transport, other);
  assert.equal(open("nowhere").transport, transport);
  assert.equal(open(null).transport, transport);
});

test("a stored lab is resumed, whichever transport was chosen in another tab", async () => {
  const { session, transport, other, open } = make();
  await session.start();
  const reloaded = open("there");
  assert.equal(reloaded.transport, transport);
  await reloaded.resume();
  assert.equal(reloaded.info?.id, "echo-1");
  await reloaded.stop();
  assert.equal(open("there").transport, other);
});

test("another transport: the lab is stopped, and its events stay", async () => {
  const { session, transport, other, stored } = make();
  await session.start();
  /** @type {string[]} */
  const states = [];
  session.events.on("change", () => states.push(session.state), new AbortController().signal);
  await session.selectTransport(other);
  assert.deepEqual(states, ["stopping", "stopped"]);
  assert.deepEqual(transport.stopped, ["echo-1"]);
  assert.equal(session.info?.id, "echo-1");
  assert.equal(stored.size, 0);
  assert.equal(other.started, 0);
  await session.start();
  assert.equal(other.started, 1);
  assert.deepEqual([...stored], [["socketschool.lab.there.echo", "echo-1"]]);
});

test("another transport: what ran stays known until something else runs", async () => {
  const { session, transport, other } = make();
  other.runsVersions = true;
  const own = /** @type {const} */ ({ kind: "own", label: "your version", files: {} });
  await session.runVersion(own);
  await session.selectTransport(transport);
  assert.equal(session.version, own);
  assert.equal(session.chosenVersion, null);
  await session.start();
  assert.equal(session.version, null);
});

test("another transport before a run, or after a refusal, begins from none", async () => {
  const { session, transport, other } = make();
  transport.refusal = new Problem("refused", "Full.", "");
  await session.start();
  await session.selectTransport(other);
  assert.equal(session.state, "none");
  assert.equal(session.problem, null);
  assert.equal(await session.ensureListening(), true);
});

test("a start that was cancelled for another transport is stopped when it is done", async () => {
  const { session, transport, other, stored } = make();
  let go = () => {};
  transport.until = new Promise((resolve) => {
    go = () => resolve();
  });
  const first = session.start();
  transport.progress?.(1, 4);
  assert.deepEqual(session.progress, { done: 1, total: 4 });
  await session.selectTransport(other);
  assert.equal(session.progress, null);
  transport.progress?.(2, 4);
  assert.equal(session.progress, null, "the start was cancelled");
  await session.start();
  go();
  await first;
  assert.deepEqual(transport.stopped, ["echo-1"]);
  assert.deepEqual(other.stopped, []);
  assert.equal(session.state, "listening");
  assert.equal(stored.get("socketschool.lab.there.echo"), "echo-1");
});

test("ensureListening waits for a start that has not finished", async () => {
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

test("of the versions to run while the lab starts, the last one runs", async () => {
  const { session, transport } = make();
  Object.assign(transport, { runsVersions: true });
  let go = () => {};
  transport.until = new Promise((resolve) => {
    go = () => resolve();
  });
  const first = session.start();
  const version = (/** @type {string} */ label) => ({
    kind: /** @type {const} */ ("own"),
    label,
    files: {},
  });
  const runs = [session.runVersion(version("older")), session.runVersion(version("newer"))];
  go();
  await Promise.all([first, ...runs]);
  assert.equal(session.version?.label, "newer");
  assert.equal(session.state, "listening");
  assert.equal(transport.started, 2, "the older one never starts");
  const changes = [session.runVersion(version("third")), session.runLesson()];
  await Promise.all(changes);
  assert.equal(session.version, null);
  assert.equal(session.state, "listening");
});

test("a cancelled start does not become the lab", async () => {
  const { session, transport, other } = make();
  let go = () => {};
  transport.until = new Promise((resolve) => {
    go = () => resolve();
  });
  const first = session.start();
  await session.selectTransport(other);
  go();
  await first;
  assert.equal(session.state, "none");
  assert.equal(session.info, null);
  assert.deepEqual(transport.stopped, ["echo-1"]);
});

test("another transport can be chosen while the host cannot be reached", async () => {
  const problem = new Problem("unreachable", "No answer.", "", { canUseOtherTransport: true });
  const refused = () => Promise.reject(problem);
  const silent = () => new Promise(() => {});
  for (const answer of [refused, silent]) {
    const { session, transport, other } = make();
    await session.start();
    transport.stopping = answer();
    transport.stream?.link("reconnecting");
    await session.selectTransport(other);
    assert.equal(session.state, "stopped");
    assert.equal(session.link, "live");
    assert.equal(session.problem, null);
  }
});

test("progress is reported while a start fetches, and not after it", async () => {
  const { session, transport } = make();
  let count = 0;
  session.events.on("progress", () => count++, new AbortController().signal);
  const started = session.start();
  transport.progress?.(10, 20);
  transport.progress?.(20, 20);
  assert.deepEqual(session.progress, { done: 20, total: 20 });
  await started;
  assert.equal(session.progress, null);
  assert.equal(count, 3);
});
