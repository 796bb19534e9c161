import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../transport/transport.js";
import { h } from "../dom.js";
import { FakeLab, fakeLessonLab, fakeSession, fakeTransport } from "../fake-lab.js";
import { settle, testSignal } from "../test-dom.js";
import { ScriptController } from "./script-controller.js";
import { ScriptView } from "./script-view.js";

/**
 * @import { TestContext } from "node:test"
 * @import { Mode } from "./playback.js"
 */

/**
 * A controller with a lab that accepts every client.
 * @param {TestContext} t
 * @param {object} [overrides] of the transport
 */
function makeController(t, overrides = {}) {
  const far = new FakeLab();
  const { session } = fakeSession({ transports: [fakeTransport("host", far, overrides)] });
  const { lab } = fakeLessonLab(session);
  /** @type {string[]} */
  const states = [];
  /** @type {string[]} */
  const statuses = [];
  /** @type {number[]} */
  const failures = [];
  const code = h("code");
  let view = new ScriptView(code, "");
  const create = () =>
    new ScriptController(
      lab,
      {
        script: () => view,
        showStatus: (text) => statuses.push(text),
        onState: (state) => states.push(state),
        onFailure: (line) => failures.push(line),
      },
      testSignal(t),
    );
  const controller = create();
  const play = (/** @type {string} */ script, /** @type {Mode} */ mode = "at-once") => {
    view = new ScriptView(code, script);
    return controller.play(script, mode);
  };
  /** Lets the newest client connect, as seen from both ends. */
  const accept = async () => {
    await settle();
    far.connection.open();
    far.emit({ kind: "accept", conn: far.connections.length, peer: far.connection.local });
    await settle();
  };
  const lines = () =>
    [...code.children].map((line) => /** @type {HTMLElement} */ (line).dataset.state ?? "");
  return { controller, create, play, accept, far, session, states, statuses, failures, lines };
}

test("a script starts the server and plays step by step", async (t) => {
  const { play, accept, far, states, statuses, lines, session } = makeController(t);
  const playing = play('connect a\na send "x"\n');
  await accept();
  await playing;
  assert.equal(session.state, "listening");
  assert.deepEqual(far.connection.calls, ["x"]);
  assert.deepEqual(states, ["running", "done"]);
  assert.deepEqual(lines(), ["done", "done"]);
  assert.deepEqual(statuses, [
    "Starting the server…",
    "1 of 2: connect a",
    '2 of 2: a send "x"',
    "It went as written: look at the clients and the log.",
  ]);
});

test("a script with a mistake is not played", async (t) => {
  const { play, session, states, statuses, failures, lines } = makeController(t);
  await play("connect a\na shout\n");
  assert.equal(session.state, "none");
  assert.deepEqual(states, ["running", "failed"]);
  assert.deepEqual(failures, [2]);
  assert.deepEqual(lines(), ["", "failed"]);
  assert.match(statuses.at(-1) ?? "", /^Line 2: /);
});

test("a step that does not come true fails the script at its line", async (t) => {
  const { play, accept, far, states, failures, lines } = makeController(t);
  const playing = play('connect a\na expect "y"\na close\n');
  await accept();
  far.connection.receive("x");
  await playing;
  assert.deepEqual(states, ["running", "failed"]);
  assert.deepEqual(failures, [2]);
  assert.deepEqual(lines(), ["done", "failed", ""]);
});

test("a server that does not start fails the script", async (t) => {
  const start = async () => {
    throw new Problem("refused", "Full.", "All labs run.");
  };
  const { play, states, statuses } = makeController(t, { start });
  await play("connect a\n");
  assert.deepEqual(states, ["running", "failed"]);
  assert.equal(statuses.at(-1), "The server could not be started. Full. All labs run.");
});

test("stop ends it, and the running step has failed nothing", async (t) => {
  const { controller, play, accept, states, statuses, failures } = makeController(t);
  const playing = play("connect a\nwait 30s\n");
  await accept();
  assert.equal(controller.running, true);
  controller.stop();
  await playing;
  assert.equal(controller.running, false);
  assert.deepEqual(states, ["running", "stopped"]);
  assert.deepEqual(failures, []);
  assert.equal(statuses.at(-1), "Stopped.");
});

test("a script that starts stops the one before", async (t) => {
  const { create, play, accept, states } = makeController(t);
  const playing = play("connect a\nwait 30s\n");
  await accept();
  const other = create();
  const second = other.play("wait 0ms\n");
  await playing;
  await second;
  assert.deepEqual(states, ["running", "running", "stopped", "done"]);
});

test("step by step, each step waits for a press", async (t) => {
  const { controller, play, accept, statuses, lines, far } = makeController(t);
  const playing = play('connect a\na send "x"\n', "stepwise");
  await settle();
  assert.equal(statuses.at(-1), "Next, 1 of 2: connect a");
  assert.deepEqual(lines(), ["next", ""]);
  assert.equal(far.connections.length, 0);
  controller.next();
  await accept();
  assert.deepEqual(lines(), ["done", "next"]);
  controller.next();
  await playing;
  assert.deepEqual(far.connection.calls, ["x"]);
});

test("a stop while a step waits takes its mark away", async (t) => {
  const { controller, play, lines } = makeController(t);
  const playing = play("connect a\n", "stepwise");
  await settle();
  controller.stop();
  await playing;
  assert.deepEqual(lines(), [""]);
});

test("a client from before that does not close fails the script", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { play, far, session, states, statuses } = makeController(t);
  await session.start();
  session.addClient();
  far.connection.open();
  const playing = play("connect a\n");
  await settle();
  t.mock.timers.tick(5000);
  await playing;
  assert.deepEqual(states, ["running", "failed"]);
  assert.equal(statuses.at(-1), "Client A from before did not close.");
});

test("clients from before that the script connects are closed first", async (t) => {
  const { play, accept, far, session } = makeController(t);
  await session.start();
  session.addClient();
  far.connection.open();
  const before = far.connection;
  const playing = play("connect a\n");
  await settle();
  assert.deepEqual(before.calls, ["close"]);
  before.end("page");
  await accept();
  await playing;
  assert.equal(far.connections.length, 2);
  assert.equal(session.clients.length, 1);
});
