// The steps that stop the server, and clients that it may refuse.

import assert from "node:assert/strict";
import { test } from "node:test";
import { toBytes } from "../bytes/bytes.js";
import { parse } from "./parse.js";
import { ReceiveBuffer } from "./receive-buffer.js";
import { Failure, run } from "./run.js";

/** @import { Peer } from "./run.js" */

/** A driver of a server that does what a test says. */
class FakeServer {
  /** @type {string[]} */
  calls = [];
  /** @type {{ error?: string } | null} what Serve has returned */
  outcome = null;
  /** @type {object[]} how clients connect */
  options = [];
  buffer = new ReceiveBuffer();
  isAccepted = true;

  control = {
    tellToStop: async () => void this.calls.push("tell"),
    returned: async () => this.outcome,
    end: async () => void this.calls.push("end"),
  };

  /**
   * @param {string} _name
   * @param {AbortSignal} _signal
   * @param {{ mayBeRefused?: boolean }} options
   * @returns {Promise<Peer>}
   */
  async connect(_name, _signal, options) {
    this.options.push(options);
    const nothing = () => {};
    return {
      buffer: this.buffer,
      mayBeRefused: options.mayBeRefused ?? false,
      accepted: this.isAccepted,
      send: nothing,
      halfClose: nothing,
      close: nothing,
      reset: nothing,
      pause: nothing,
      resume: nothing,
      readSlowly: nothing,
      setNetwork: nothing,
      vanish: nothing,
    };
  }
}

/**
 * @param {string} script
 * @param {FakeServer} driver
 * @returns {Promise<string>} why the script has failed, empty if it has not
 */
async function play(script, driver) {
  const { steps, mistakes } = parse(script);
  assert.deepEqual(mistakes, []);
  let why = "";
  await run(steps, driver, {
    signal: new AbortController().signal,
    timeout: 100,
    onProgress: (progress) => {
      if (progress.state === "failed") why = progress.why;
    },
  });
  return why;
}

test("a server that is told to stop ends with the script", async () => {
  const driver = new FakeServer();
  const script = "tell the server to stop\nthe server runs";
  assert.equal(await play(script, driver), "");
  assert.deepEqual(driver.calls, ["tell", "end"]);
});

test("the server has stopped when Serve has returned nil", async () => {
  const driver = new FakeServer();
  driver.outcome = {};
  assert.equal(await play("stop the server\nthe server has stopped", driver), "");
  assert.equal(await play("the server runs", driver), "Serve has returned.");
  driver.outcome = { error: "use of closed network connection" };
  assert.match(await play("stop the server", driver), /^Serve returned an error: use of closed/);
  driver.outcome = null;
  assert.match(await play("stop the server", driver), /Serve has not returned within 0/);
  assert.equal(driver.calls.at(-1), "end", "also after a failure");
});

test("a server that cannot be stopped from here says so", async () => {
  const driver = Object.assign(new FakeServer(), { control: undefined });
  assert.match(await play("stop the server", driver), /cannot be stopped from here/);
});

test("how a client connects is passed on", async () => {
  const driver = new FakeServer();
  await play("connect a from 127.0.0.2\nconnect b that speaks no more than TLS 1.2", driver);
  assert.deepEqual(JSON.parse(JSON.stringify(driver.options)), [
    { from: "127.0.0.2" },
    { maxVersion: "1.2" },
  ]);
});

test("however the connection of a client that may be refused ends, that is the end", async () => {
  const driver = new FakeServer();
  driver.buffer.close({ reason: "error", detail: "tls: certificate required" });
  assert.equal(await play("connect a or is refused\na expect eof", driver), "");
  assert.match(await play("connect a\na expect eof", driver), /ended otherwise/);
});

test("a client gets in when the server accepts it, or sends something", async () => {
  const driver = new FakeServer();
  assert.equal(await play("a does not get in", driver), "Client A was let in.");
  driver.isAccepted = false;
  assert.equal(await play("a does not get in", driver), "");
  driver.buffer.push(toBytes("hello"));
  assert.match(await play("a does not get in", driver), /let in, and received "hello"/);
  driver.connect = async () => {
    throw new Failure("refused");
  };
  assert.equal(await play("a does not get in", driver), "");
});
