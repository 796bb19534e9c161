import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../transport/transport.js";
import { LabSession } from "./session.js";

/** @typedef {import("../transport/transport.js").EventHandlers} EventHandlers */

/** A transport whose labs are told what happens. */
class FakeTransport {
  started = 0;
  /** @type {EventHandlers | null} */
  stream = null;
  /** @type {import("../transport/transport.js").ConnectionHandlers[]} */
  connections = [];
  /** @type {Problem | null} */
  refusal = null;

  /** @param {string} lesson */
  async start(lesson) {
    if (this.refusal) throw this.refusal;
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
      stop: async () => {},
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
  /** @type {Map<string, string>} */
  const kept = new Map();
  const memory = /** @type {any} */ ({
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
    removeItem: (/** @type {string} */ key) => kept.delete(key),
  });
  return { transport, kept, session: new LabSession(transport, "echo", memory), memory };
}

test("nothing is started before it is asked for", async () => {
  const { session, transport } = make();
  await session.find();
  assert.equal(session.state, "none");
  assert.equal(transport.started, 0);
});

test("a lab started is kept, and found again after a reload", async () => {
  const { session, transport, kept, memory } = make();
  await session.start();
  assert.equal(session.state, "listening");
  assert.deepEqual([...kept.values()], ["echo-1"]);
  const reloaded = new LabSession(transport, "echo", memory);
  await reloaded.find();
  assert.equal(reloaded.facts?.id, "echo-1");
  assert.equal(transport.started, 1);
  await reloaded.stop();
  assert.equal(reloaded.state, "stopped");
  assert.equal(kept.size, 0);
});

test("a lab that is not there after a reload is gone, and can be started again", async () => {
  const { session, transport, kept } = make();
  kept.set("socketschool.lab.echo", "old");
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
  transport.refusal = new Problem("refused", "Too many labs.", "Stop one first.", 7);
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
