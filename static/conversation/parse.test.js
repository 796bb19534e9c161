import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { quote, toBytes } from "../bytes/bytes.js";
import { parse } from "./parse.js";

/** @param {string} script */
function only(script) {
  const { steps, mistakes } = parse(`connect a\n${script}`);
  assert.deepEqual(mistakes, [], script);
  const { line, text, ...step } = /** @type {any} */ (steps[1]);
  return step;
}

test("each step of the grammar", () => {
  const table = /** @type {[string, object][]} */ ([
    ['a send "h\\xc3"', { do: "send", name: "a", bytes: new Uint8Array([0x68, 0xc3]), copies: 1 }],
    [
      'a send "\\r\\n\\t\\0\\\\\\""',
      { do: "send", name: "a", bytes: toBytes('\r\n\t\0\\"'), copies: 1 },
    ],
    ['a send "x" times 4096', { do: "send", name: "a", bytes: toBytes("x"), copies: 4096 }],
    ['a send-each 10ms "hi"', { do: "send-each", name: "a", bytes: toBytes("hi"), ms: 10 }],
    ["connect c..e", { do: "connect", names: ["c", "d", "e"] }],
    ["a slow 1024", { do: "slow", name: "a", rate: 1024 }],
    ["a network latency 200ms", { do: "network-latency", name: "a", ms: 200 }],
    ["a network buffer 1024", { do: "network-buffer", name: "a", size: 1024 }],
    ["a network as usual", { do: "network-usual", name: "a" }],
    ["a vanish", { do: "vanish", name: "a" }],
    ['a expect "x" within 30s', { do: "expect", name: "a", bytes: toBytes("x"), within: 30_000 }],
    ["a expect eof within 1s", { do: "expect-eof", name: "a", within: 1000 }],
    ['a expect "hé\\n"', { do: "expect", name: "a", bytes: toBytes("hé\n") }],
    [
      'a expect-containing "x # y"',
      { do: "expect-containing", name: "a", bytes: toBytes("x # y") },
    ],
    ["a expect eof", { do: "expect-eof", name: "a" }],
    ["a expect no more", { do: "expect-no-more", name: "a" }],
    ["a expect closed", { do: "expect-closed", name: "a" }],
    ["a expect nothing 500ms", { do: "expect-nothing", name: "a", ms: 500 }],
    ["b does not get in", { do: "expect-no-entry", name: "b" }],
    ["stop the server", { do: "stop" }],
    ["tell the server to stop", { do: "begin-stop" }],
    ["the server has stopped", { do: "expect-stopped" }],
    ["the server runs", { do: "expect-running" }],
    [
      'connect b sending "hi\\n" from 127.0.0.2',
      { do: "connect", names: ["b"], first: toBytes("hi\n"), from: "127.0.0.2" },
    ],
    ["connect b from 127.0.0.2", { do: "connect", names: ["b"], from: "127.0.0.2" }],
    [
      "connect b that speaks no more than TLS 1.2 with a certificate of bob",
      { do: "connect", names: ["b"], maxVersion: "1.2", certificate: "bob" },
    ],
    [
      "connect b with a certificate of alice by another authority or is refused",
      {
        do: "connect",
        names: ["b"],
        certificate: "alice",
        authority: "another",
        mayBeRefused: true,
      },
    ],
    [
      "connect b..c that speaks no less than TLS 1.3 from 127.0.0.255",
      { do: "connect", names: ["b", "c"], minVersion: "1.3", from: "127.0.0.255" },
    ],
    ["a half-close", { do: "half-close", name: "a" }],
    ["a close", { do: "close", name: "a" }],
    ["a reset", { do: "reset", name: "a" }],
    ["a pause", { do: "pause", name: "a" }],
    ["a resume # and on", { do: "resume", name: "a" }],
    ["wait 1.5s", { do: "wait", ms: 1500 }],
  ]);
  for (const [script, want] of table) assert.deepEqual(only(script), { ...want, times: 1 });
  assert.deepEqual(only('repeat 100 a send "x"'), {
    do: "send",
    name: "a",
    bytes: toBytes("x"),
    copies: 1,
    times: 100,
  });
});

test("lines keep their numbers, comments and blank lines are passed over", () => {
  const { steps, mistakes } = parse("# hello\n\nconnect a\n  a close  \n");
  assert.deepEqual(mistakes, []);
  assert.deepEqual(
    steps.map(({ line, text }) => [line, text]),
    [
      [3, "connect a"],
      [4, "a close"],
    ],
  );
});

test("a mistake has its line, and an example of what is right", () => {
  const table = /** @type {[string, RegExp][]} */ ([
    ["connect", /a client's name is one small letter|connect a/],
    ["connect A", /one small letter.*“A”/],
    ["connect a b", /“b” is too much/],
    ["b close", /not connected: write “connect b” first/],
    ["a", /missing|nothing a client does/],
    ["a shout", /“shout” is nothing a client does: send/],
    ["a send hello", /text goes in quotes/],
    ["a send", /a send "hello\\n"/],
    ['a send ""', /nothing between the quotes/],
    ['a send "x', /closing quote is missing/],
    ['a send "x"y', /after the closing quote comes a space/],
    ['a send "\\q"', /“\\q” is no escape/],
    ['a send "\\x4"', /“\\x” is no escape/],
    ['a send "x" "y"', /too much/],
    ["a expect", /a expect "hello\\n"/],
    ["a expect something", /text in quotes, eof, closed, no more, or nothing 500ms/],
    ["a expect nothing", /a expect nothing 500ms/],
    ["a expect nothing soon", /a number with ms or s/],
    ["wait", /wait 1s/],
    ["wait 1", /a number with ms or s/],
    ["wait 61s", /a minute at most/],
    ["repeat", /how often, 1 to 10000/],
    ['repeat 0 a send "x"', /how often/],
    ['repeat 2 repeat 2 a send "x"', /cannot hold another repeat/],
    ["repeat 2 connect b", /only once at a time/],
    ["connect a..", /one small letter/],
    ["connect c..a", /to a later one: connect a..j/],
    ["connect a..c..d", /connect a..j/],
    ["a slow", /a slow 1024/],
    ["a slow 0", /how many bytes a second/],
    ["a slow 2000000", /how many bytes a second/],
    ['a send "x" times', /a send "x" times 4096/],
    ['a send "x" times 0', /how often/],
    ['a send "xy" times 9000000', /16 MiB at most/],
    ['a send-each "x"', /a send-each 10ms/],
    ['a send-each 60s "xy"', /a minute at most/],
    ['a expect "x" within', /a expect "hello\\n" within 30s/],
    ['a expect "x" within soon', /a number with ms or s/],
    ["a expect nothing 1s within 2s", /“within” is too much/],
    ["connect b from 10.0.0.1", /begins with 127/],
    ["connect b from 127.0.0.256", /begins with 127/],
    ["connect b from 127.0.0.2 from 127.0.0.3", /“from” is too much/],
    ["connect b from", /something is missing; it would be: connect a from 127/],
    ["connect b with a certificate", /“with” is too much/],
    ["connect b sending hello", /text goes in quotes/],
    ['connect b sending "x" with a certificate of bob', /begins with the handshake/],
    ["connect b with a certificate of Alice", /small letters/],
    ["connect b by another authority", /with a certificate of alice by another/],
    ["connect b that speaks no more than TLS 1.1", /1\.2 or 1\.3/],
    ["connect b plain with a certificate of bob", /speaks no TLS/],
    [
      "connect b that speaks no less than TLS 1.3 that speaks no more than TLS 1.2",
      /leaves no version/,
    ],
    ["stop", /something is missing.*stop the server/],
    ["the server", /the server has stopped” or “the server runs/],
    ["stop the server now", /“now” is too much/],
    ["a does", /a does not get in/],
    ["a network", /a network latency 200ms/],
    ["a network latency", /something is missing; it would be: a network latency 200ms/],
    ["a network latency 11s", /10 s at most/],
    ["a network buffer 0", /1 to 1048576: a network buffer 1024/],
    ["a network as before", /a network as usual/],
    ["dance", /a step is/],
    ['"a" send "x"', /a step is/],
  ]);
  for (const [script, want] of table) {
    const { mistakes } = parse(`connect a\n${script}`);
    assert.equal(mistakes.length, 1, script);
    assert.equal(mistakes[0]?.line, 2, script);
    assert.match(mistakes[0]?.message ?? "", want, script);
  }
});

/**
 * A step as it would be written; what parse reads back the same.
 * @param {any} step
 */
function format(step) {
  const words = [step.times > 1 ? `repeat ${step.times}` : "", step.name ?? ""];
  if (step.do === "connect") words.push("connect", nameRange(step.names));
  else if (step.do === "wait") words.push("wait", `${step.ms}ms`);
  else if (step.do === "expect-nothing") words.push("expect nothing", `${step.ms}ms`);
  else if (step.do === "send-each") words.push("send-each", `${step.ms}ms`, quote(step.bytes));
  else if (step.do === "network-latency") words.push("network latency", `${step.ms}ms`);
  else if (step.do === "slow") words.push("slow", String(step.rate));
  else if ("bytes" in step) words.push(step.do, quote(step.bytes));
  else words.push(step.do.replace("expect-", "expect ").replace("no-more", "no more"));
  if (step.copies > 1) words.push("times", String(step.copies));
  if (step.within !== undefined) words.push("within", `${step.within}ms`);
  return words.filter(Boolean).join(" ");
}

/** @param {string[]} names */
function nameRange(names) {
  return names.length > 1 ? `${names[0]}..${names.at(-1)}` : (names[0] ?? "");
}

const name = fc.constantFrom(..."abz");
const bytes = fc.uint8Array({ minLength: 1, maxLength: 20 });
const ms = fc.integer({ min: 0, max: 60_000 });
const times = fc.integer({ min: 1, max: 10_000 });
const once = fc.constant(1);
const within = fc.option(ms, { nil: undefined });
const names = fc
  .uniqueArray(fc.integer({ min: 0, max: 25 }), { minLength: 1, maxLength: 2 })
  .map((ends) => {
    const [first = 0, last = first] = ends.sort((x, y) => x - y);
    const letter = (/** @type {unknown} */ _, /** @type {number} */ at) =>
      String.fromCharCode(97 + first + at);
    return Array.from({ length: last - first + 1 }, letter);
  });
const plain = fc.constantFrom("half-close", "close", "reset", "pause", "resume", "vanish");
const step = fc.oneof(
  fc.record({ do: fc.constant("connect"), names, times: once }),
  fc.record({
    do: fc.constant("send"),
    name,
    bytes,
    copies: fc.integer({ min: 1, max: 80 }),
    times,
  }),
  fc.record({
    do: fc.constant("send-each"),
    name,
    bytes,
    ms: fc.integer({ min: 0, max: 3000 }),
    times,
  }),
  fc.record({ do: fc.constantFrom("expect", "expect-containing"), name, bytes, within, times }),
  fc.record({
    do: fc.constantFrom("expect-eof", "expect-closed", "expect-no-more"),
    name,
    within,
    times,
  }),
  fc.record({
    do: fc.constant("slow"),
    name,
    rate: fc.integer({ min: 1, max: 1_048_576 }),
    times,
  }),
  fc.record({
    do: fc.constant("network-latency"),
    name,
    ms: fc.integer({ min: 0, max: 10_000 }),
    times,
  }),
  fc.record({ do: plain, name, times }),
  fc.record({ do: fc.constant("expect-nothing"), name, ms, times }),
  fc.record({ do: fc.constant("wait"), ms, times }),
);

/** @param {object} step */
function withoutMissing(step) {
  return Object.fromEntries(Object.entries(step).filter(([, value]) => value !== undefined));
}

test("quoted bytes are parsed back", () => {
  fc.assert(
    fc.property(fc.array(step), (wanted) => {
      const script = [
        "connect a",
        "connect b",
        "connect z",
        ...wanted.map((s) => format(/** @type {any} */ (s))),
      ];
      const { steps, mistakes } = parse(script.join("\n"));
      assert.deepEqual(mistakes, []);
      const read = steps.slice(3).map(({ line, text, ...rest }) => rest);
      assert.deepEqual(
        read,
        wanted.map((s) => withoutMissing(s)),
      );
    }),
  );
});

test("whatever is typed, it is read without an accident", () => {
  const word = fc.constantFrom(
    ..."a send send-each expect wait repeat connect slow times within nothing eof".split(" "),
    ..."stop the server from 127.0.0.2 with certificate of does not get in".split(" "),
    ...["a..c", "..", '"', '"x"', "\\x", "1s", "4096", "#", " ", "\n", "\r", "\0", "é", "\ud800"],
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 8 }), (words) => {
      const script = words.join(" ");
      const { steps, mistakes } = parse(script);
      const all = script.split("\n").length;
      const lines = [...steps, ...mistakes].map(({ line }) => line);
      for (const line of lines) assert.ok(line >= 1 && line <= all);
      assert.equal(new Set(lines).size, lines.length, "a line is a step or a mistake, not both");
      for (const { message } of mistakes) assert.notEqual(message, "");
    }),
  );
});

test("a client may be plain, by itself or with others", () => {
  const { steps } = parse("connect a plain\nconnect b..c plain\nconnect d");
  assert.deepEqual(
    steps.map((step) => step.do === "connect" && [step.names.join(""), step.plain]),
    [
      ["a", true],
      ["bc", true],
      ["d", undefined],
    ],
  );
  const [mistake] = parse("connect a plainly").mistakes;
  assert.match(mistake?.message ?? "", /connect a/);
});
