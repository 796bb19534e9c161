import assert from "node:assert/strict";
import { test } from "node:test";
import { LabSession } from "../../lab/session.js";
import { Problem } from "../../transport/transport.js";
import { createLabDriver } from "./lab-driver.js";

const LOCAL = "127.0.0.1:5";

/** A session whose lab, over there, is whatever the test says. */
async function make() {
  /** @type {{ stream?: any, client?: any, answer?: any, refuse?: any, questions: number }} */
  const far = { questions: 0 };
  const lab = {
    info: { id: "x", lesson: "echo", state: "listening", address: "127.0.0.1:4040", tls: false },
    connect: (/** @type {any} */ handlers) => {
      far.client = handlers;
      return { unsent: () => 0 };
    },
    events: (/** @type {number} */ _after, /** @type {any} */ handlers) => {
      far.stream = handlers;
      return { close() {} };
    },
    connections: () => {
      far.questions++;
      return new Promise((resolve, reject) => {
        far.answer = resolve;
        far.refuse = reject;
      });
    },
  };
  const transport = /** @type {any} */ ({ id: "here", start: async () => lab });
  const memory = { getItem: () => null, setItem() {}, removeItem() {} };
  const session = new LabSession({
    transports: [transport],
    chosen: null,
    lesson: "echo",
    memory,
  });
  await session.start();
  let seq = 0;
  const accept = (/** @type {string} */ peer) =>
    far.stream.batch([{ seq: ++seq, at: "", kind: "accept", conn: 1, peer }], 0);
  const open = () => far.client.opened({ local: LOCAL, remote: lab.info.address });
  return { session, accept, open, far };
}

/** @param {Promise<unknown>} promise */
function follow(promise) {
  const state = { now: "waiting" };
  promise.then(
    () => {
      state.now = "connected";
    },
    (error) => {
      state.now = String(error);
    },
  );
  return state;
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("connect resolves once the server has accepted the client", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { session, accept, open } = await make();
  const state = follow(createLabDriver(session).connect("a", new AbortController().signal));
  open();
  await settle();
  accept("127.0.0.1:6");
  await settle();
  assert.equal(state.now, "waiting", "that was somebody else");
  accept(LOCAL);
  await settle();
  assert.equal(state.now, "connected");
});

test("the accept may be reported before the connection is open", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { session, accept, open } = await make();
  const state = follow(createLabDriver(session).connect("a", new AbortController().signal));
  accept(LOCAL);
  open();
  await settle();
  assert.equal(state.now, "connected");
});

test("connect waits for a server that does not accept for a second at most", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { session, open } = await make();
  const state = follow(createLabDriver(session).connect("a", new AbortController().signal));
  open();
  await settle();
  t.mock.timers.tick(999);
  await settle();
  assert.equal(state.now, "waiting");
  t.mock.timers.tick(1);
  await settle();
  assert.equal(state.now, "connected");
});

test("an abort ends the wait", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { session, open } = await make();
  const stop = new AbortController();
  const state = follow(createLabDriver(session).connect("a", stop.signal));
  open();
  await settle();
  stop.abort("stopped");
  await settle();
  assert.equal(state.now, "stopped");
});

test("a lab that answers late is busy until the answer", async () => {
  const { session, far } = await make();
  let clock = 0;
  const stage = createLabDriver(session, () => clock);
  assert.equal(stage.busy(), false, "it has just been asked");
  clock += 300;
  assert.equal(stage.busy(), false);
  clock += 1;
  assert.equal(stage.busy(), true);
  far.answer();
  await settle();
  assert.equal(stage.busy(), false);
  clock += 1000;
  assert.equal(stage.busy(), false);
  assert.equal(far.questions, 1, "it is not asked more often than once a second");
  clock += 1;
  stage.busy();
  assert.equal(far.questions, 2);
});

test("a lab that cannot answer is not busy", async () => {
  const { session, far } = await make();
  let clock = 0;
  const stage = createLabDriver(session, () => clock);
  stage.busy();
  far.refuse(new Problem("missing", "This lab has ended.", ""));
  await settle();
  clock += 500;
  assert.equal(stage.busy(), false);
});
