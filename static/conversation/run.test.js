import assert from "node:assert/strict";
import { test } from "node:test";
import { toBytes } from "../bytes/bytes.js";
import { Inbox } from "./inbox.js";
import { parse } from "./parse.js";
import { Failure, run } from "./run.js";

/** A stage whose clients talk to a server made of one function. */
class Stage {
  /** @type {string[]} */
  seen = [];

  /** @param {(inbox: Inbox, did: string, bytes: Uint8Array) => void} server */
  constructor(server) {
    this.server = server;
  }

  /** @param {string} name */
  async connect(name) {
    const inbox = new Inbox();
    const did = (
      /** @type {string} */ what,
      /** @type {Uint8Array} */ bytes = new Uint8Array(),
    ) => {
      this.seen.push(`${name} ${what}`);
      this.server(inbox, what, bytes);
    };
    did("connect");
    return {
      inbox,
      send: (/** @type {Uint8Array} */ bytes) => did("send", bytes),
      halfClose: () => did("half-close"),
      close: () => did("close"),
      reset: () => did("reset"),
      pause: () => did("pause"),
      resume: () => did("resume"),
      readSlowly: (/** @type {number} */ rate) => did(`slow ${rate}`),
    };
  }
}

/** @type {Stage["server"]} */
function echo(inbox, what, bytes) {
  if (what === "send") inbox.push(bytes);
  if (what === "half-close") inbox.endOfStream();
  if (what === "close") inbox.close({ reason: "page", detail: "You closed it." });
  if (what === "reset") inbox.close({ reason: "reset", detail: "You reset it." });
}

/**
 * @param {string} script
 * @param {Stage["server"]} [server]
 */
async function play(script, server = echo) {
  const { steps, mistakes } = parse(script);
  assert.deepEqual(mistakes, []);
  const stage = new Stage(server);
  /** @type {string[]} */
  const told = [];
  let why = "";
  const well = await run(steps, stage, {
    signal: new AbortController().signal,
    patience: 20,
    onProgress: (progress) => {
      told.push(`${progress.step.line} ${progress.state}`);
      if (progress.state === "failed") why = progress.why;
    },
  });
  return { well, why, told, seen: stage.seen };
}

test("a conversation that goes as written", async () => {
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
  const { well, why, told, seen } = await play(script);
  assert.ok(well, why);
  assert.equal(told.length, 2 * script.split("\n").length);
  assert.deepEqual(seen.slice(0, 4), ["a connect", "b connect", "a send", "a send"]);
  assert.equal(seen.filter((what) => what === "b send").length, 3);
  assert.equal(seen.filter((what) => what === "a send").length, 2 + 1 + 3);
  assert.deepEqual(seen.slice(-5), ["a connect", "c connect", "d connect", "e connect", "b reset"]);
  assert.ok(seen.includes("a slow 64"));
});

test("bytes that arrive one by one are waited for", async () => {
  const { well, why } = await play(
    'connect a\na send "hello"\na expect "hello"',
    (inbox, what, bytes) => {
      if (what !== "send") return;
      for (const byte of bytes) setTimeout(() => inbox.push(new Uint8Array([byte])), 1);
    },
  );
  assert.ok(well, why);
});

test("why a step did not come true", async () => {
  const says =
    (/** @type {string} */ text) => (/** @type {Inbox} */ inbox, /** @type {string} */ what) => {
      if (what === "send") inbox.push(toBytes(text));
    };
  const ends = (/** @type {Inbox} */ inbox, /** @type {string} */ what) => {
    if (what === "send") inbox.close({ reason: "reset", detail: "The server has reset it." });
  };
  const table = /** @type {[string, Stage["server"], number, RegExp][]} */ ([
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
    ["a expect closed", echo, 2, /for the close/],
    ['a send "x"\na expect nothing 5ms', echo, 3, /Nothing was expected, but "x" came/],
    ["a half-close\na expect nothing 5ms", echo, 3, /the server ended the stream/],
    ['a close\na send "x"', echo, 3, /Client A has ended by then \(You closed it/],
    ["connect a", echo, 2, /still open: close it/],
    ["a close", says("deaf"), 2, /was not closed within/],
  ]);
  for (const [script, server, line, want] of table) {
    const { well, why, told } = await play(`connect a\n${script}`, server);
    assert.ok(!well, script);
    assert.equal(told.at(-1), `${line} failed`, script);
    assert.match(why, want, script);
  }
});

test("a client that cannot be had is a failed step", async () => {
  const stage = {
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
    await run(steps, stage, { signal: new AbortController().signal, onProgress }),
    false,
  );
  assert.match(why, /nobody listens/);
});

test("of several clients, how many could not be had is told once", async () => {
  const stage = {
    connect: async (/** @type {string} */ name) => {
      if (name > "b") throw new Failure(`Client ${name} was refused.`);
      return new Stage(echo).connect(name);
    },
  };
  let why = "";
  const onProgress = (/** @type {any} */ progress) => {
    why = progress.why ?? why;
  };
  const { steps } = parse("connect a..e");
  const { signal } = new AbortController();
  assert.equal(await run(steps, stage, { signal, onProgress }), false);
  assert.match(why, /^3 of 5 could not connect. The first: Client c was refused/);
});

test("a long repeat can be stopped", async () => {
  const end = new AbortController();
  let sent = 0;
  const stage = new Stage((_inbox, what) => {
    if (what === "send" && ++sent === 100) setTimeout(() => end.abort(), 0);
  });
  const { steps } = parse('connect a\nrepeat 10000 a send "x"');
  const running = run(steps, stage, { signal: end.signal, onProgress: () => {} });
  await assert.rejects(running, { name: "AbortError" });
  assert.ok(sent < 10_000, `${sent} were sent before it stopped`);
});

test("stopping ends the wait at once and leaves nothing behind", async () => {
  const { steps } = parse('connect a\na expect "never"');
  const end = new AbortController();
  const running = run(steps, new Stage(() => {}), {
    signal: end.signal,
    patience: 60_000,
    onProgress: ({ step, state }) => {
      if (step.line === 2 && state === "running") queueMicrotask(() => end.abort());
    },
  });
  await assert.rejects(running, { name: "AbortError" });
});

test("an inbox hands out each byte once", () => {
  const inbox = new Inbox();
  inbox.push(toBytes("ab"));
  inbox.push(toBytes("cd"));
  assert.equal(inbox.take(toBytes("abc")), true);
  assert.equal(inbox.take(toBytes("x")), false);
  inbox.push(toBytes("efg"));
  assert.equal(inbox.takeThrough(toBytes("ef")), true);
  assert.deepEqual(new Uint8Array(inbox.unread), toBytes("g"));
});

test("an inbox takes a flood in small pieces, and finds what lies across them", () => {
  const inbox = new Inbox();
  const wanted = toBytes("needle");
  for (let i = 0; i < 50_000; i++) {
    inbox.push(toBytes("hay and "));
    assert.equal(inbox.takeThrough(wanted), false);
  }
  const found = [...toBytes("needle")].map((byte) => {
    inbox.push(new Uint8Array([byte]));
    return inbox.takeThrough(wanted);
  });
  assert.deepEqual(found, [false, false, false, false, false, true]);
  inbox.push(toBytes("!"));
  assert.equal(inbox.takeThrough(wanted), false);
  assert.equal(inbox.take(toBytes("!")), true);
  assert.equal(inbox.unread.length, 0);
});

/**
 * Waits for an answer that never comes, on a machine whose timers are as late as the test says.
 * @param {import("node:test").TestContext} t
 * @param {object} machine
 * @param {string} [machine.script]
 * @param {(slice: number) => number} [machine.late] milliseconds by which a slice's timer is late
 * @param {(slice: number) => boolean} [machine.busy] whether the lab is
 * @param {(slice: number, inbox: Inbox) => void} [machine.after] what happens after a slice
 */
async function waitOn(t, { script = 'a expect "x"', late = () => 0, busy, after }) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { steps } = parse(`connect a\n${script}\n`);
  const stage = new Stage(() => {});
  const inbox = new Inbox();
  const connect = async () => ({ ...(await stage.connect("a")), inbox });
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
    after?.(slice, inbox);
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
  assert.deepEqual(waiting, ['"x"'], "told once");
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

test("what a busy machine brings late is taken", async (t) => {
  const after = (/** @type {number} */ slice, /** @type {Inbox} */ inbox) => {
    if (slice === 80) inbox.push(toBytes("x"));
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
