// The conversations of the lessons' Try it blocks: one step a line, read here
// and nowhere else.
//
//   connect a                     a half-close     a pause
//   a send "h\xc3"                a close          a resume
//   a expect "hé\n"               a reset          wait 1s
//   a expect-containing "text"    a expect eof     repeat 100 a send "x"
//   a expect nothing 500ms        a expect closed  # a comment

import { toBytes } from "../bytes/bytes.js";

/**
 * @typedef {{ line: number, text: string, times: number } & Action} Step
 * @typedef {{ do: "connect" | "half-close" | "close" | "reset" | "pause" | "resume"
 *       | "expect-eof" | "expect-closed", name: string }
 *   | { do: "send" | "expect" | "expect-containing", name: string, bytes: Uint8Array }
 *   | { do: "expect-nothing", name: string, ms: number }
 *   | { do: "wait", ms: number }} Action
 * @typedef {{ line: number, message: string }} Mistake
 * @typedef {{ kind: "word" | "string", text: string, bytes: Uint8Array }} Token
 */

const LONGEST_WAIT = 60_000;
const MOST_REPEATS = 10_000;
const NAME = /^[a-z]$/;
const PLAIN_ACTIONS = /** @type {const} */ (["half-close", "close", "reset", "pause", "resume"]);
const ACTIONS = ["send", "expect", "expect-containing", ...PLAIN_ACTIONS];

/** What is wrong with a line; the caller knows which line. */
class Wrong extends Error {}

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
  if (step.do === "connect") known.add(step.name);
  if (!known.has(step.name)) {
    throw new Wrong(`client ${step.name} is not connected: write “connect ${step.name}” first`);
  }
}

/**
 * @param {Token[]} tokens
 * @returns {Action & { times: number }}
 */
function repeated(tokens) {
  if (word(tokens[0]) !== "repeat") return { ...action(tokens), times: 1 };
  const count = word(tokens[1]) ?? "";
  if (!/^\d{1,5}$/.test(count) || Number(count) < 1 || Number(count) > MOST_REPEATS) {
    throw new Wrong(`after “repeat” comes how often, 1 to ${MOST_REPEATS}: repeat 100 a send "x"`);
  }
  const rest = tokens.slice(2);
  if (word(rest[0]) === "repeat") throw new Wrong("a repeat cannot hold another repeat");
  if (word(rest[0]) === "connect") throw new Wrong("a client can be connected only once at a time");
  return { ...action(rest), times: Number(count) };
}

/**
 * @param {Token[]} tokens
 * @returns {Action}
 */
function action(tokens) {
  const [first, second] = [word(tokens[0]), word(tokens[1])];
  if (first === "connect") {
    expectLength(tokens, 2, "connect a");
    return { do: "connect", name: name(second) };
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
  if (verb === "expect" && tokens[2]?.kind === "word") return expectWord(who, tokens);
  if (verb === "send" || verb === "expect" || verb === "expect-containing") {
    return { do: verb, name: who, bytes: bytes(who, verb, tokens) };
  }
  throw new Wrong(`“${verb ?? ""}” is nothing a client does: ${ACTIONS.join(", ")}`);
}

/**
 * @param {string} who
 * @param {Token[]} tokens
 * @returns {Action}
 */
function expectWord(who, tokens) {
  const what = tokens[2]?.text;
  if (what === "eof" || what === "closed") {
    expectLength(tokens, 3, `${who} expect ${what}`);
    return { do: `expect-${what}`, name: who };
  }
  if (what === "nothing") {
    const example = `${who} expect nothing 500ms`;
    expectLength(tokens, 4, example);
    return { do: "expect-nothing", name: who, ms: duration(word(tokens[3]), example) };
  }
  throw new Wrong(
    `what is expected is text in quotes, eof, closed, or nothing 500ms; not “${what ?? ""}”`,
  );
}

/**
 * @param {string} who
 * @param {string} verb
 * @param {Token[]} tokens
 */
function bytes(who, verb, tokens) {
  expectLength(tokens, 3, `${who} ${verb} "hello\\n"`);
  const token = tokens[2];
  if (token?.kind !== "string") throw new Wrong(`text goes in quotes: ${who} ${verb} "hello\\n"`);
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

/**
 * Words, one quoted string, and no comment.
 * @param {string} line
 * @returns {Token[]}
 */
function tokenize(line) {
  /** @type {Token[]} */
  const tokens = [];
  let rest = line.trim();
  while (rest !== "" && !rest.startsWith("#")) {
    if (rest.startsWith('"')) {
      const end = closingQuote(rest);
      tokens.push({
        kind: "string",
        text: rest.slice(0, end + 1),
        bytes: unquote(rest.slice(1, end)),
      });
      rest = rest.slice(end + 1);
      if (rest !== "" && !/^\s/.test(rest))
        throw new Wrong("after the closing quote comes a space");
    } else {
      const text = /** @type {RegExpMatchArray} */ (rest.match(/^[^\s"]+/))[0];
      tokens.push({ kind: "word", text, bytes: new Uint8Array() });
      rest = rest.slice(text.length);
    }
    rest = rest.trimStart();
  }
  return tokens;
}

/** @param {string} text that begins with a quote */
function closingQuote(text) {
  for (let at = 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  throw new Wrong("the closing quote is missing");
}

/**
 * @param {string} inner what stands between the quotes
 * @returns {Uint8Array}
 */
function unquote(inner) {
  /** @type {Record<string, number>} */
  const named = { n: 10, r: 13, t: 9, 0: 0, "\\": 92, '"': 34 };
  /** @type {number[]} */
  const out = [];
  for (const [piece] of inner.matchAll(/\\x[0-9a-f]{2}|\\.|\\$|[^\\]+/giu)) {
    if (!piece.startsWith("\\")) out.push(...toBytes(piece));
    else if (piece.length === 4) out.push(Number.parseInt(piece.slice(2), 16));
    else if (named[piece.slice(1)] !== undefined)
      out.push(/** @type {number} */ (named[piece[1] ?? ""]));
    else throw new Wrong(`“${piece}” is no escape: there are \\n \\r \\t \\0 \\\\ \\" and \\xHH`);
  }
  return new Uint8Array(out);
}
