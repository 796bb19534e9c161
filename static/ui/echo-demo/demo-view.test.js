import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../transport/transport.js";
import { h } from "../dom.js";
import { FakeLab, fakeSession, fakeTransport } from "../fake-lab.js";
import { addToPage, settle, testSignal } from "../test-dom.js";
import { DemoView } from "./demo-view.js";

/** @import { TestContext } from "node:test" */

/**
 * @param {TestContext} t
 * @param {object} [overrides] of the first transport
 */
function makeDemo(t, overrides = {}) {
  const far = new FakeLab();
  const transports = [fakeTransport("host", far, overrides), fakeTransport("tab", far)];
  const { session } = fakeSession({ transports });
  const host = addToPage(t, h("div"));
  new DemoView(host, session, testSignal(t));
  const send = async (/** @type {"A" | "B"} */ letter) => {
    const form = host.querySelector(`#demo-${letter}`)?.closest("form");
    form?.dispatchEvent(new Event("submit", { cancelable: true }));
    await settle();
  };
  const status = () => host.querySelector(".demo-status")?.textContent;
  const answer = (/** @type {"A" | "B"} */ letter) =>
    host.querySelector(`[for="demo-${letter}"].demo-answer`)?.textContent;
  const lines = () =>
    [...host.querySelectorAll(".demo-lines li")].map(({ textContent }) => textContent?.trim());
  return { session, far, host, send, status, answer, lines };
}

test("nothing runs before a visitor sends", (t) => {
  const { session, status, lines } = makeDemo(t);
  assert.equal(session.state, "none");
  assert.equal(status(), "Nothing runs yet: the first Send starts the server.");
  assert.equal(lines().length, 3, "the lines have their room");
});

test("the first Send starts the server and connects", async (t) => {
  const { far, send, status, answer } = makeDemo(t);
  await send("A");
  far.connection.open();
  assert.equal(status(), "A Go server listens at 127.0.0.1:4040, on the host.");
  assert.deepEqual(far.connection.calls, ["hello\n"]);
  far.connection.receive("hello\n");
  assert.equal(answer("A"), "came back: hello⏎");
  assert.equal(answer("B"), "no answer yet");
});

test("two presses at once start one server", async (t) => {
  const { far, send } = makeDemo(t);
  await Promise.all([send("A"), send("B")]);
  assert.equal(far.connections.length, 2);
  await send("A");
  assert.equal(far.connections.length, 2, "a client that lives is used again");
});

test("a client whose connection has ended connects again", async (t) => {
  const { far, send, answer } = makeDemo(t);
  await send("A");
  far.connection.open();
  far.connection.end();
  await send("A");
  far.connection.open();
  far.connection.receive("again\n");
  assert.equal(far.connections.length, 2);
  assert.equal(answer("A"), "came back: again⏎");
});

test("where the host cannot be reached, the tab runs the server", async (t) => {
  const start = async () => {
    throw new Problem("unreachable", "No host.", "", { canUseOtherTransport: true });
  };
  const { session, send, status } = makeDemo(t, { start });
  await send("A");
  assert.equal(session.transport.id, "tab");
  assert.equal(status(), "A Go server listens at 127.0.0.1:4040, in this tab.");
});

test("another problem is shown, and the next Send tries again", async (t) => {
  let attempts = 0;
  const start = async () => {
    attempts++;
    throw new Problem("refused", "Full.", "Wait a minute.");
  };
  const { send, status, far } = makeDemo(t, { start });
  await send("A");
  assert.equal(status(), "Full. Wait a minute.");
  await send("A");
  assert.equal(attempts, 2);
  assert.equal(far.connections.length, 0);
});

test("the newest three events are shown, with their line of source", async (t) => {
  const { far, send, lines } = makeDemo(t);
  await send("A");
  far.connection.open();
  const peer = far.connection.local;
  const source = { file: "server.go", line: 70 };
  const data = btoa("hello\n");
  far.emit({ kind: "accept", conn: 1, peer, source: { file: "server.go", line: 31 } });
  far.emit({ kind: "read", conn: 1, peer, bytes: 6, data, source });
  assert.equal(lines().length, 3);
  assert.match(lines()[1] ?? "", /hello⏎.*server\.go:70$/);
  far.emit({ kind: "write", conn: 1, peer, bytes: 6, data, source });
  far.emit({ kind: "close", conn: 1, peer, source });
  assert.equal(lines().length, 3);
  assert.match(lines()[0] ?? "", /hello⏎/);
  assert.match(lines()[2] ?? "", /close/);
});

test("a server that has ended says so", async (t) => {
  const { session, send, status } = makeDemo(t);
  await send("A");
  await session.stop();
  assert.equal(status(), "The server has ended. Send starts it again.");
});
