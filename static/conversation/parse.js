// The conversations of the lessons' Try it blocks and of the script box: one
// step a line, read here and nowhere else. docs/lessons.md has the grammar.
//
//   connect a                     a half-close     a pause
//   connect a..j                  a close          a resume
//   a send "h\xc3"                a reset          a slow 1024
//   a send "x" times 4096         a expect eof     wait 1s
//   a send-each 10ms "text"       a expect closed  repeat 100 a send "x"
//   a expect "hé\n" within 30s    a expect nothing 500ms
//   a expect-containing "text"    # a comment

import { tokenize, Wrong } from "./tokens.js";

/**
 * @typedef {{ line: number, text: string, times: number } & Action} Step
 * @typedef {ConnectAction | ClientAction | { do: "wait", ms: number }} Action
 * @typedef {{ do: "connect", names: string[] }} ConnectAction
 * @typedef {{ do: "half-close" | "close" | "reset" | "pause" | "resume", name: string }
 *   | { do: "slow", name: string, rate: number }
 *   | { do: "send", name: string, bytes: Uint8Array, copies: number }
 *   | { do: "send-each", name: string, bytes: Uint8Array, ms: number }
 *   | { do: "expect" | "expect-containing", name: string, bytes: Uint8Array, within?: number }
 *   | { do: "expect-eof" | "expect-closed", name: string, within?: number }
 *   | { do: "expect-nothing", name: string, ms: number }} ClientAction
 * @typedef {{ line: number, message: string }} Mistake
 * @typedef {import("./tokens.js").Token} Token
 */

const LONGEST_WAIT = 60_000;
const MOST_REPEATS = 10_000;
const MOST_SENT = 16 * 1024 * 1024; // bytes, by one step
const FASTEST = 1024 * 1024; // bytes a second
const NAME = /^[a-z]$/;
const PLAIN_ACTIONS = /** @type {const} */ (["half-close", "close", "reset", "pause", "resume"]);
const ACTIONS = ["send", "send-each", "expect", "expect-containing", ...PLAIN_ACTIONS, "slow"];

/**
 * @param {string} script
 * @returns {{ steps: Step[], mistakes: Mistake[] }}
 */
export function parse(script) {
  /** @type {Step[]} */
  const steps = [];
  /** @type {Mistake[]} */
  const mistakes = [];
  /** @type {Set<string>} */
  const known = new Set();
  script.split("\n").forEach((raw, index) => {
    const line = index + 1;
    try {
      const tokens = tokenize(raw);
      if (tokens.length === 0) return;
      const step = { line, text: raw.trim(), ...repeated(tokens) };
      checkKnown(step, known);
      checkSize(step);
      steps.push(step);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      mistakes.push({ line, message: error.message });
    }
  });
  return { steps, mistakes };
}

/**
 * @param {Action} step
 * @param {Set<string>} known
 */
function checkKnown(step, known) {
  if (step.do === "wait") return;
  if (step.do === "connect") {
    for (const name of step.names) known.add(name);
  } else if (!known.has(step.name)) {
    throw new Wrong(`client ${step.name} is not connected: write “connect ${step.name}” first`);
  }
}

/** @param {Step} step */
function checkSize(step) {
  const bytes = step.do === "send" || step.do === "send-each" ? step.bytes.length : 0;
  const copies = step.do === "send" ? step.copies : 1;
  if (bytes * copies * step.times > MOST_SENT) throw new Wrong("one step sends 16 MiB at most");
}

/**
 * @param {Token[]} tokens
 * @returns {Action & { times: number }}
 */
function repeated(tokens) {
  if (word(tokens[0]) !== "repeat") return { ...action(tokens), times: 1 };
  const count = whole(tokens[1], MOST_REPEATS);
  if (count === null) {
    throw new Wrong(`after “repeat” comes how often, 1 to ${MOST_REPEATS}: repeat 100 a send "x"`);
  }
  const rest = tokens.slice(2);
  if (word(rest[0]) === "repeat") throw new Wrong("a repeat cannot hold another repeat");
  if (word(rest[0]) === "connect") throw new Wrong("a client can be connected only once at a time");
  return { ...action(rest), times: count };
}

/**
 * @param {Token[]} tokens
 * @returns {Action}
 */
function action(tokens) {
  const [first, second] = [word(tokens[0]), word(tokens[1])];
  if (first === "connect") {
    expectLength(tokens, 2, "connect a");
    return { do: "connect", names: names(second) };
  }
  if (first === "wait") {
    expectLength(tokens, 2, "wait 1s");
    return { do: "wait", ms: duration(second, "wait 1s") };
  }
  if (first === undefined || (!NAME.test(first) && second === undefined)) {
    throw new Wrong(
      'a step is “connect a”, “wait 1s”, or a client and what it does: a send "hi\\n"',
    );
  }
  return clientAction(name(first), second, tokens);
}

/**
 * @param {string} who
 * @param {string | undefined} verb
 * @param {Token[]} tokens
 * @returns {Action}
 */
function clientAction(who, verb, tokens) {
  const plain = PLAIN_ACTIONS.find((known) => known === verb);
  if (plain) {
    expectLength(tokens, 2, `${who} ${plain}`);
    return { do: plain, name: who };
  }
  switch (verb) {
    case "send":
      return send(who, tokens);
    case "send-each":
      return sendEach(who, tokens);
    case "slow":
      return slow(who, tokens);
    case "expect":
    case "expect-containing":
      return expectation(who, verb, tokens);
    default:
      throw new Wrong(`“${verb ?? ""}” is nothing a client does: ${ACTIONS.join(", ")}`);
  }
}

/**
 * @param {string} who
 * @param {Token[]} tokens
 * @returns {ClientAction}
 */
function send(who, tokens) {
  const often = word(tokens[3]) === "times";
  const example = often ? `${who} send "x" times 4096` : `${who} send "hello\\n"`;
  expectLength(tokens, often ? 5 : 3, example);
  const copies = often ? whole(tokens[4], MOST_SENT) : 1;
  if (copies === null) throw new Wrong(`after “times” comes how often: ${example}`);
  return { do: "send", name: who, bytes: quoted(tokens[2], example), copies };
}

/**
 * @param {string} who
 * @param {Token[]} tokens
 * @returns {ClientAction}
 */
function sendEach(who, tokens) {
  const example = `${who} send-each 10ms "hello\\n"`;
  expectLength(tokens, 4, example);
  const ms = duration(word(tokens[2]), example);
  const bytes = quoted(tokens[3], example);
  if (ms * bytes.length > LONGEST_WAIT) throw new Wrong("a step takes a minute at most");
  return { do: "send-each", name: who, bytes, ms };
}

/**
 * @param {string} who
 * @param {Token[]} tokens
 * @returns {ClientAction}
 */
function slow(who, tokens) {
  const example = `${who} slow 1024`;
  expectLength(tokens, 3, example);
  const rate = whole(tokens[2], FASTEST);
  if (rate === null) throw new Wrong(`how many bytes a second, 1 to ${FASTEST}: ${example}`);
  return { do: "slow", name: who, rate };
}

/**
 * @param {string} who
 * @param {"expect" | "expect-containing"} verb
 * @param {Token[]} tokens
 * @returns {ClientAction}
 */
function expectation(who, verb, tokens) {
  const what = word(tokens[2]);
  if (verb === "expect" && what === "nothing") {
    const example = `${who} expect nothing 500ms`;
    expectLength(tokens, 4, example);
    return { do: "expect-nothing", name: who, ms: duration(word(tokens[3]), example) };
  }
  if (verb === "expect" && (what === "eof" || what === "closed")) {
    return { do: `expect-${what}`, name: who, ...limit(tokens, `${who} expect ${what}`) };
  }
  if (verb === "expect" && what !== undefined) {
    throw new Wrong(
      `what is expected is text in quotes, eof, closed, or nothing 500ms; not “${what}”`,
    );
  }
  const example = `${who} ${verb} "hello\\n"`;
  const within = limit(tokens, example);
  return { do: verb, name: who, bytes: quoted(tokens[2], example), ...within };
}

/**
 * An expectation's own time limit, if it has one, and nothing behind it.
 * @param {Token[]} tokens
 * @param {string} example without the limit
 * @returns {{ within?: number }}
 */
function limit(tokens, example) {
  if (word(tokens[3]) !== "within") {
    expectLength(tokens, 3, example);
    return {};
  }
  expectLength(tokens, 5, `${example} within 30s`);
  return { within: duration(word(tokens[4]), `${example} within 30s`) };
}

/**
 * @param {Token | undefined} token
 * @param {string} example
 */
function quoted(token, example) {
  if (token?.kind !== "string") throw new Wrong(`text goes in quotes: ${example}`);
  if (token.bytes.length === 0) throw new Wrong("there is nothing between the quotes");
  return token.bytes;
}

/**
 * @param {Token[]} tokens
 * @param {number} length
 * @param {string} example
 */
function expectLength(tokens, length, example) {
  if (tokens.length < length) throw new Wrong(`something is missing; it would be: ${example}`);
  const extra = tokens[length];
  if (extra) throw new Wrong(`“${extra.text}” is too much here; it would be: ${example}`);
}

/** @param {Token | undefined} token */
function word(token) {
  return token?.kind === "word" ? token.text : undefined;
}

/** @param {string | undefined} text */
function name(text) {
  if (text !== undefined && NAME.test(text)) return text;
  throw new Wrong(`a client's name is one small letter, a to z; not “${text ?? ""}”`);
}

/**
 * One client, or all from one letter to another.
 * @param {string | undefined} text
 */
function names(text) {
  const [from, to, ...more] = text?.split("..") ?? [];
  if (to === undefined) return [name(text)];
  const [first, last] = [name(from).charCodeAt(0), name(to).charCodeAt(0)];
  if (more.length > 0 || last <= first) {
    throw new Wrong(`several clients are from one letter to a later one: connect a..j`);
  }
  return Array.from({ length: last - first + 1 }, (_, at) => String.fromCharCode(first + at));
}

/**
 * @param {Token | undefined} token
 * @param {number} most
 * @returns {number | null} null where it is no whole number from 1 to most
 */
function whole(token, most) {
  const text = word(token) ?? "";
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : null;
}

/**
 * @param {string | undefined} text
 * @param {string} example
 */
function duration(text, example) {
  const match = text?.match(/^(\d+(?:\.\d+)?)(ms|s)$/);
  if (!match) throw new Wrong(`a time is a number with ms or s: ${example}`);
  const ms = Number(match[1]) * (match[2] === "s" ? 1000 : 1);
  if (ms > LONGEST_WAIT) throw new Wrong("a conversation waits a minute at most");
  return ms;
}
