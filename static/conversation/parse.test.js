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
    ['a send "h\\xc3"', { do: "send", name: "a", bytes: new Uint8Array([0x68, 0xc3]) }],
    ['a send "\\r\\n\\t\\0\\\\\\""', { do: "send", name: "a", bytes: toBytes('\r\n\t\0\\"') }],
    ['a expect "hé\\n"', { do: "expect", name: "a", bytes: toBytes("hé\n") }],
    [
      'a expect-containing "x # y"',
      { do: "expect-containing", name: "a", bytes: toBytes("x # y") },
    ],
    ["a expect eof", { do: "expect-eof", name: "a" }],
    ["a expect closed", { do: "expect-closed", name: "a" }],
    ["a expect nothing 500ms", { do: "expect-nothing", name: "a", ms: 500 }],
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

test("a mistake has its line and says what would be right", () => {
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
    ["a expect something", /text in quotes, eof, closed, or nothing 500ms/],
    ["a expect nothing", /a expect nothing 500ms/],
    ["a expect nothing soon", /a number with ms or s/],
    ["wait", /wait 1s/],
    ["wait 1", /a number with ms or s/],
    ["wait 61s", /a minute at most/],
    ["repeat", /how often, 1 to 10000/],
    ['repeat 0 a send "x"', /how often/],
    ['repeat 2 repeat 2 a send "x"', /cannot hold another repeat/],
    ["repeat 2 connect b", /only once at a time/],
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
  const often = (step.times ?? 1) > 1 ? `repeat ${step.times} ` : "";
  if (step.do === "connect") return `${often}connect ${step.name}`;
  if (step.do === "wait") return `${often}wait ${step.ms}ms`;
  if (step.do === "expect-nothing") return `${often}${step.name} expect nothing ${step.ms}ms`;
  if ("bytes" in step) return `${often}${step.name} ${step.do} ${quote(step.bytes)}`;
  return `${often}${step.name} ${step.do.replace("expect-", "expect ")}`;
}

const name = fc.constantFrom(..."abz");
const bytes = fc.uint8Array({ minLength: 1, maxLength: 20 });
const ms = fc.integer({ min: 0, max: 60_000 });
const times = fc.integer({ min: 1, max: 10_000 });
const step = fc.oneof(
  fc.record({ do: fc.constantFrom("send", "expect", "expect-containing"), name, bytes, times }),
  fc.record({
    do: fc.constantFrom(
      "half-close",
      "close",
      "reset",
      "pause",
      "resume",
      "expect-eof",
      "expect-closed",
    ),
    name,
    times,
  }),
  fc.record({ do: fc.constant("expect-nothing"), name, ms, times }),
  fc.record({ do: fc.constant("wait"), ms, times }),
);

test("what is written is read back the same", () => {
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
        wanted.map((s) => ({ ...s })),
      );
    }),
  );
});

test("whatever is typed, it is read without an accident", () => {
  const word = fc.constantFrom(
    "a",
    "send",
    "expect",
    "wait",
    "repeat",
    "connect",
    '"',
    "\\x",
    "1s",
    "#",
    " ",
    "é",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 8 }), (words) => {
      const script = words.join(" ");
      const { steps, mistakes } = parse(script);
      const lines = script.split("\n").length;
      for (const { line } of [...steps, ...mistakes]) assert.ok(line >= 1 && line <= lines);
    }),
  );
});
