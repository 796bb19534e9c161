import assert from "node:assert/strict";
import { test } from "node:test";
import { toBytes } from "../bytes/bytes.js";
import { parse } from "./parse.js";
import { ReceiveBuffer } from "./receive-buffer.js";
import { Failure, run } from "./run.js";

/** @import { TestContext } from "node:test" */

/** A driver whose clients talk to a server made of one function. */
class FakeDriver {
  /** @type {string[]} */
  actions = [];

  /** @param {(buffer: ReceiveBuffer, did: string, bytes: Uint8Array) => void} server */
  constructor(server) {
    this.server = server;
  }

  /** @param {string} name */
  async connect(name) {
    const buffer = new ReceiveBuffer();
    const did = (
      /** @type {string} */ what,
      /** @type {Uint8Array} */ bytes = new Uint8Array(),
    ) => {
      this.actions.push(`${name} ${what}`);
      this.server(buffer, what, bytes);
    };
    did("connect");
    return {
      buffer,
      send: (/** @type {Uint8Array} */ bytes) => did("send", bytes),
      halfClose: () => did("half-close"),
      close: () => did("close"),
      reset: () => did("reset"),
      pause: () => did("pause"),
      resume: () => did("resume"),
      readSlowly: (/** @type {number} */ rate) => did(`slow ${rate}`),
      setNetwork: (/** @type {object} */ change) => did(`network ${JSON.stringify(change)}`),
      vanish: () => did("vanish"),
    };
  }
}

/** @type {FakeDriver["server"]} */
function echo(buffer, what, bytes) {
  if (what === "send") buffer.push(bytes);
  if (what === "half-close") buffer.endOfStream();
  if (what === "close") buffer.close({ reason: "page", detail: "You closed it." });
  if (what === "reset") buffer.close({ reason: "reset", detail: "You reset it." });
  if (what === "vanish") buffer.close({ reason: "vanished", detail: "It has vanished." });
}

/**
 * @param {string} script
 * @param {FakeDriver["server"]} [server]
 */
async function play(script, server = echo) {
  const { steps, mistakes } = parse(script);
  assert.deepEqual(mistakes, []);
  const driver = new FakeDriver(server);
  /** @type {string[]} */
  const states = [];
  let why = "";
  const succeeded = await run(steps, driver, {
    signal: new AbortController().signal,
    timeout: 20,
    onProgress: (progress) => {
      states.push(`${progress.step.line} ${progress.state}`);
      if (progress.state === "failed") why = progress.why;
    },
  });
  return { succeeded, why, states, actions: driver.actions };
}

test("a script that succeeds", async () => {
  const script = `connect a
connect b
a send "h\\xc3"
a send "\\xa9\\n and more"
a expect "hé\\n"
a expect-containing "mo"
a expect "re"
a expect nothing 5ms
repeat 3 b send "x"
b expect "xxx"
b pause
b resume
wait 1ms
a send "ab" times 3
a expect "ababab" within 1s
a send-each 1ms "one"
a expect "one"
a slow 64
a half-close
a expect eof
a close
a expect closed
connect a
connect c..e
b reset`;
  const { succeeded, why, states, actions } = await play(script);
  assert.ok(succeeded, why);
  assert.equal(states.length, 2 * script.split("\n").length);
  assert.deepEqual(actions.slice(0, 4), ["a connect", "b connect", "a send", "a send"]);
  assert.equal(actions.filter((what) => what === "b send").length, 3);
  assert.equal(actions.filter((what) => what === "a send").length, 2 + 1 + 3);
  assert.deepEqual(actions.slice(-5), [
    "a connect",
    "c connect",
    "d connect",
    "e connect",
    "b reset",
  ]);
  assert.ok(actions.includes("a slow 64"));
});

test("bytes that arrive one by one are waited for", async () => {
  const { succeeded, why } = await play(
    'connect a\na send "hello"\na expect "hello"',
    (buffer, what, bytes) => {
      if (what !== "send") return;
      for (const byte of bytes) setTimeout(() => buffer.push(new Uint8Array([byte])), 1);
    },
  );
  assert.ok(succeeded, why);
});

test("why a step did not come true", async () => {
  const says =
    (/** @type {string} */ text) =>
    (/** @type {ReceiveBuffer} */ buffer, /** @type {string} */ what) => {
      if (what === "send") buffer.push(toBytes(text));
    };
  const ends = (/** @type {ReceiveBuffer} */ buffer, /** @type {string} */ what) => {
    if (what === "send") buffer.close({ reason: "reset", detail: "The server has reset it." });
  };
  const table = /** @type {[string, FakeDriver["server"], number, RegExp][]} */ ([
    ['a send "x"\na expect "y"', echo, 3, /Expected "y", but client A received "x"/],
    ['a send "x"\na expect "xy"', echo, 3, /Waited 0.02 s for "xy"; client A has "x"/],
    ['a expect "y"', echo, 2, /has received nothing new/],
    ['a send "x"\na expect "xy"', says("x!"), 3, /received "x!"/],
    ['a half-close\na expect "y"', echo, 3, /nothing came and the server sends no more/],
    ["a expect eof", echo, 2, /Waited 0.02 s for the end/],
    ['a expect "y" within 30ms', echo, 2, /Waited 0.03 s for "y"/],
    ["connect b..d\nconnect c..f", echo, 3, /Client C is still open/],
    ['a close\na send-each 1ms "x"', echo, 3, /Client A has ended by then/],
    ['a send "x"\na expect eof', ends, 3, /ended otherwise \(The server has reset it/],
    ['a send "x"\na expect eof', echo, 3, /The end was expected, but client A received "x"/],
    ["a expect closed", echo, 2, /for the close/],
    ["a expect no more", echo, 2, /for the close/],
    ['a send "x"\na expect no more', echo, 3, /The end was expected, but client A received "x"/],
    ['a send "x"\na expect nothing 5ms', echo, 3, /Nothing was expected, but "x" came/],
    ["a half-close\na expect nothing 5ms", echo, 3, /the server ended the stream/],
    ['a close\na send "x"', echo, 3, /Client A has ended by then \(You closed it/],
    ["connect a", echo, 2, /still open: close it/],
    ["a close", says("deaf"), 2, /was not closed within/],
  ]);
  for (const [script, server, line, want] of table) {
    const { succeeded, why, states } = await play(`connect a\n${script}`, server);
    assert.ok(!succeeded, script);
    assert.equal(states.at(-1), `${line} failed`, script);
    assert.match(why, want, script);
  }
});

test("what the server has ended is over, unless both sides are to end", async () => {
  const says = (/** @type {"eof" | "reset"} */ how) => {
    return (/** @type {ReceiveBuffer} */ buffer, /** @type {string} */ what) => {
      if (what === "close") buffer.close({ reason: "page", detail: "You closed it." });
      if (what !== "send") return;
      if (how === "eof") buffer.endOfStream();
      else buffer.close({ reason: "reset", detail: "The server has reset it." });
    };
  };
  const script = 'connect a\na send-each 1ms "xyz"\na expect closed\na close';
  for (const how of /** @type {const} */ (["eof", "reset"])) {
    const { why, actions } = await play(script, says(how));
    assert.equal(why, "", how);
    assert.equal(actions.filter((what) => what === "a send").length, 1, how);
  }
  const { why } = await play('connect a\na half-close\na send "x"\na expect closed', says("eof"));
  assert.match(why, /for the close/);
});

test("a client that cannot be had is a failed step", async () => {
  const driver = {
    connect: async () => {
      throw new Failure("Client A could not connect: nobody listens.");
    },
  };
  const { steps } = parse("connect a");
  let why = "";
  const onProgress = (/** @type {any} */ progress) => {
    why = progress.why ?? why;
  };
  assert.equal(
    await run(steps, driver, { signal: new AbortController().signal, onProgress }),
    false,
  );
  assert.match(why, /nobody listens/);
});

test("of several clients, the failures are reported together", async () => {
  const driver = {
    connect: async (/** @type {string} */ name) => {
      if (name > "b") throw new Failure(`Client ${name} was refused.`);
      return new FakeDriver(echo).connect(name);
    },
  };
  let why = "";
  const onProgress = (/** @type {any} */ progress) => {
    why = progress.why ?? why;
  };
  const { steps } = parse("connect a..e");
  const { signal } = new AbortController();
  assert.equal(await run(steps, driver, { signal, onProgress }), false);
  assert.match(why, /^3 of 5 could not connect. The first: Client c was refused/);
});

test("a long repeat can be stopped", async () => {
  const end = new AbortController();
  let sent = 0;
  const driver = new FakeDriver((_inbox, what) => {
    if (what === "send" && ++sent === 100) setTimeout(() => end.abort(), 0);
  });
  const { steps } = parse('connect a\nrepeat 10000 a send "x"');
  const running = run(steps, driver, { signal: end.signal, onProgress: () => {} });
  await assert.rejects(running, { name: "AbortError" });
  assert.ok(sent < 10_000, `${sent} were sent before it stopped`);
});

test("stopping ends the wait at once and leaves nothing behind", async () => {
  const { steps } = parse('connect a\na expect "never"');
  const end = new AbortController();
  const running = run(steps, new FakeDriver(() => {}), {
    signal: end.signal,
    timeout: 60_000,
    onProgress: ({ step, state }) => {
      if (step.line === 2 && state === "running") queueMicrotask(() => end.abort());
    },
  });
  await assert.rejects(running, { name: "AbortError" });
});

test("an buffer hands out each byte once", () => {
  const buffer = new ReceiveBuffer();
  buffer.push(toBytes("ab"));
  buffer.push(toBytes("cd"));
  assert.equal(buffer.consume(toBytes("abc")), true);
  assert.equal(buffer.consume(toBytes("x")), false);
  buffer.push(toBytes("efg"));
  assert.equal(buffer.consumeThrough(toBytes("ef")), true);
  assert.deepEqual(new Uint8Array(buffer.unread), toBytes("g"));
});

test("a receive buffer takes a flood in small pieces, and finds what lies across them", () => {
  const buffer = new ReceiveBuffer();
  const wanted = toBytes("needle");
  for (let i = 0; i < 50_000; i++) {
    buffer.push(toBytes("hay and "));
    assert.equal(buffer.consumeThrough(wanted), false);
  }
  const found = [...toBytes("needle")].map((byte) => {
    buffer.push(new Uint8Array([byte]));
    return buffer.consumeThrough(wanted);
  });
  assert.deepEqual(found, [false, false, false, false, false, true]);
  buffer.push(toBytes("!"));
  assert.equal(buffer.consumeThrough(wanted), false);
  assert.equal(buffer.consume(toBytes("!")), true);
  assert.equal(buffer.unread.length, 0);
});

/**
 * Waits for an answer that never comes, on a machine whose timers are as late as the test says.
 * @param {TestContext} t
 * @param {object} machine
 * @param {string} [machine.script]
 * @param {(slice: number) => number} [machine.late] milliseconds by which a slice's timer is late
 * @param {(slice: number) => boolean} [machine.busy] whether the lab is
 * @param {(slice: number, buffer: ReceiveBuffer) => void} [machine.after] what happens after a slice
 */
async function waitOn(t, { script = 'a expect "x"', late = () => 0, busy, after }) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { steps } = parse(`connect a\n${script}\n`);
  const driver = new FakeDriver(() => {});
  const buffer = new ReceiveBuffer();
  const connect = async () => ({ ...(await driver.connect("a")), buffer });
  let clock = 0;
  let slice = 0;
  let why = "";
  /** @type {string[]} */
  const waiting = [];
  /** @type {boolean | null} */
  let outcome = null;
  const ended = run(
    steps,
    { connect, busy: () => busy?.(slice) ?? false },
    {
      signal: new AbortController().signal,
      now: () => clock,
      onProgress: (progress) => {
        if (progress.state === "waiting") waiting.push(progress.what);
        if (progress.state === "failed") why = progress.why;
      },
    },
  ).then((well) => {
    outcome = well;
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  while (outcome === null && slice < 1000) {
    clock += 250 + late(slice);
    t.mock.timers.tick(250);
    await settle();
    slice++;
    after?.(slice, buffer);
    await settle();
  }
  await ended;
  return { outcome, why, waiting, seconds: clock / 1000 };
}

test("an expectation waits five seconds on an idle machine", async (t) => {
  const { outcome, why, waiting, seconds } = await waitOn(t, {});
  assert.equal(outcome, false);
  assert.equal(seconds, 5);
  assert.deepEqual(waiting, []);
  assert.match(why, /^Waited 5 s for "x"; client A/);
});

test("time in which the page's timers are late does not count", async (t) => {
  const late = (/** @type {number} */ slice) => (slice < 4 ? 1000 : 0);
  const { why, waiting, seconds } = await waitOn(t, { late });
  assert.equal(seconds, 4 * 1.25 + 5);
  assert.deepEqual(waiting, ['"x"'], "reported once");
  assert.match(why, /^Waited 10 s for "x" on a busy machine; client A/);
});

test("a timer that is hardly late counts", async (t) => {
  const { seconds, waiting } = await waitOn(t, { late: () => 300 });
  assert.equal(seconds, 20 * 0.55);
  assert.deepEqual(waiting, []);
});

test("time in which the lab answers late does not count", async (t) => {
  const busy = (/** @type {number} */ slice) => slice < 8;
  const { seconds, waiting } = await waitOn(t, { busy });
  assert.equal(seconds, 8 * 0.25 + 5);
  assert.deepEqual(waiting, ['"x"']);
});

test("a machine that stays busy is waited for half a minute", async (t) => {
  const { outcome, why, seconds } = await waitOn(t, { busy: () => true });
  assert.equal(outcome, false);
  assert.equal(seconds, 30);
  assert.match(why, /^Waited 30 s for "x" on a busy machine/);
});

test("a late answer of a busy machine counts", async (t) => {
  const after = (/** @type {number} */ slice, /** @type {ReceiveBuffer} */ buffer) => {
    if (slice === 80) buffer.push(toBytes("x"));
  };
  const { outcome, seconds } = await waitOn(t, { busy: () => true, after });
  assert.equal(outcome, true);
  assert.equal(seconds, 20);
});

test("a limit that is written, and expect nothing, mean the same on a busy machine", async (t) => {
  const busy = () => true;
  const within = await waitOn(t, { script: 'a expect "x" within 2s', busy });
  assert.equal(within.outcome, false);
  assert.equal(within.seconds, 2);
  t.mock.timers.reset();
  const nothing = await waitOn(t, { script: "a expect nothing 2s", busy });
  assert.equal(nothing.outcome, true);
  assert.equal(nothing.seconds, 2);
});

test("a close waits for a busy machine, too", async (t) => {
  const busy = (/** @type {number} */ slice) => slice < 4;
  const { why, waiting, seconds } = await waitOn(t, { script: "a close", busy });
  assert.equal(seconds, 6);
  assert.deepEqual(waiting, ["the close"]);
  assert.match(why, /^Client A was not closed within 6 s/);
});
