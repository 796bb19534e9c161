import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { HIGH_WATER, joinConnections, LOW_WATER, WINDOW } from "./join-connections.js";

/** @import { Connection, ConnectionHandlers } from "../transport/transport.js" */

const OPENED = { local: "", remote: "" };
const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);

/** One end, which records what it is asked for. */
class End {
  /** @type {string[]} */
  calls = [];
  pending = 0;
  /** @type {ConnectionHandlers | null} */
  #handlers = null;

  get handlers() {
    assert.ok(this.#handlers, "it is not open");
    return this.#handlers;
  }

  /**
   * @param {ConnectionHandlers} handlers
   * @returns {Connection}
   */
  open = (handlers) => {
    this.#handlers = handlers;
    const note = (/** @type {string} */ call) => () => void this.calls.push(call);
    return {
      send: (data) => void this.calls.push(new TextDecoder().decode(data)),
      pendingBytes: () => this.pending,
      halfClose: note("half-close"),
      close: note("close"),
      reset: note("reset"),
      pause: note("pause"),
      resume: note("resume"),
      setNetwork: note("network"),
      vanish: note("vanish"),
    };
  };
}

function join() {
  const [first, second] = [new End(), new End()];
  /** @type {boolean[]} */
  const ends = [];
  joinConnections(first.open, second.open, (wasOpen) => ends.push(wasOpen));
  return { first, second, ends };
}

test("bytes and half-close pass both ways, and the second is opened after the first", () => {
  const { first, second, ends } = join();
  assert.throws(() => second.handlers);
  first.handlers.opened(OPENED);
  first.handlers.data(bytes("hello"));
  first.handlers.eof();
  second.handlers.data(bytes("HELLO"));
  second.handlers.eof();
  assert.deepEqual(second.calls, ["hello", "half-close"]);
  assert.deepEqual(first.calls, ["HELLO", "half-close"]);
  first.handlers.closed({ reason: "eof", detail: "" });
  second.handlers.closed({ reason: "eof", detail: "" });
  assert.equal(second.calls.at(-1), "half-close");
  assert.deepEqual(ends, [true]);
});

test("a reset is a reset on the other side", () => {
  for (const reason of ["reset", "refused", "error"]) {
    const { first, second } = join();
    first.handlers.opened(OPENED);
    second.handlers.closed({ reason, detail: "" });
    assert.deepEqual(first.calls, ["reset"]);
    first.handlers.closed({ reason: "page", detail: "" });
  }
  const { first, second, ends } = join();
  first.handlers.opened(OPENED);
  first.handlers.closed({ reason: "reset", detail: "" });
  assert.deepEqual(second.calls, ["reset"]);
  assert.deepEqual(ends, [true]);
});

test("a side is paused while too much waits for the other", (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const { first, second } = join();
  first.handlers.opened(OPENED);
  second.pending = LOW_WATER + 1;
  first.handlers.data(new Uint8Array(WINDOW - 1));
  first.handlers.data(bytes("a")); // the host has paused
  mock.timers.tick(1000);
  assert.deepEqual(first.calls, []);
  second.pending = LOW_WATER;
  mock.timers.tick(10);
  assert.deepEqual(first.calls, ["resume"]);
  first.handlers.data(new Uint8Array(WINDOW));
  assert.deepEqual(first.calls, ["resume", "resume"]);

  first.pending = HIGH_WATER;
  second.handlers.data(bytes("d"));
  first.pending = 0;
  second.handlers.closed({ reason: "eof", detail: "" });
  mock.timers.tick(1000);
  assert.deepEqual(second.calls.slice(-1), ["pause"]);
});

test("a connection that was never open is reported as such", () => {
  const { first, ends } = join();
  first.handlers.closed({ reason: "error", detail: "" });
  assert.deepEqual(ends, [false]);
});
