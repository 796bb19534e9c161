// Parses scripts, one step a line: those of the lessons' Try its and those that
// learners write. grammar.js has the steps.

import {
  CLIENT_VERBS,
  MAX_FIRST,
  MAX_LATENCY,
  MAX_REPEATS,
  MAX_SENT,
  MAX_WAIT,
  STEP_KINDS,
} from "./grammar.js";
import { ScriptError, tokenize } from "./tokenize.js";

/**
 * @import { Option, Parameter, StepKind } from "./grammar.js"
 * @import { Token } from "./tokenize.js"
 *
 * @typedef {{ line: number, text: string, times: number } & Action} Step
 * @typedef {ConnectAction | ClientAction | ServerAction | { do: "wait", ms: number }} Action
 * @typedef {{ do: "connect", names: string[] } & ConnectWay} ConnectAction
 * @typedef {{ mayBeRefused?: true, plain?: boolean, from?: string, minVersion?: string,
 *   maxVersion?: string, certificate?: string, authority?: string, first?: Uint8Array }} ConnectWay
 *   how a client connects; mayBeRefused apart as a transport takes it
 * @typedef {{ do: "stop" | "begin-stop" | "expect-stopped" | "expect-running" }} ServerAction
 * @typedef {{ do: "half-close" | "close" | "reset" | "pause" | "resume" | "vanish", name: string }
 *   | { do: "network-latency", name: string, ms: number }
 *   | { do: "network-buffer", name: string, size: number }
 *   | { do: "network-usual", name: string }
 *   | { do: "slow", name: string, rate: number }
 *   | { do: "send", name: string, bytes: Uint8Array, copies: number }
 *   | { do: "send-each", name: string, bytes: Uint8Array, ms: number }
 *   | { do: "expect" | "expect-containing", name: string, bytes: Uint8Array, within?: number }
 *   | { do: "expect-eof" | "expect-closed" | "expect-no-more", name: string, within?: number }
 *   | { do: "expect-no-entry", name: string }
 *   | { do: "expect-nothing", name: string, ms: number }} ClientAction
 * @typedef {{ line: number, message: string }} Mistake message: for learners
 */

const CLIENT = /^[a-z]$/;
const ADDRESS = /^127(\.(0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])){3}$/;
const NAME = /^[a-z][a-z0-9-]{0,31}$/; // in a certificate

/**
 * @param {string} script
 * @returns {{ steps: Step[], mistakes: Mistake[] }} mistakes: the lines that are no steps
 */
export function parse(script) {
  /** @type {Step[]} */
  const steps = [];
  /** @type {Mistake[]} */
  const mistakes = [];
  /** @type {Set<string>} the clients that a line before has connected */
  const connected = new Set();
  script.split("\n").forEach((raw, index) => {
    const line = index + 1;
    try {
      const tokens = tokenize(raw);
      if (tokens.length === 0) return;
      const step = { line, text: raw.trim(), ...parseRepeated(tokens) };
      checkConnected(step, connected);
      checkSize(step);
      steps.push(step);
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      mistakes.push({ line, message: error.message });
    }
  });
  return { steps, mistakes };
}

/**
 * @param {Action} step
 * @param {Set<string>} connected gets the clients that the step connects
 */
function checkConnected(step, connected) {
  if (step.do === "connect") {
    for (const name of step.names) connected.add(name);
  } else if (step.do === "expect-no-entry") {
    connected.add(step.name);
  } else if ("name" in step && !connected.has(step.name)) {
    throw new ScriptError(
      `client ${step.name} is not connected: write “connect ${step.name}” first`,
    );
  }
}

/** @param {Step} step */
function checkSize(step) {
  const bytes = step.do === "send" || step.do === "send-each" ? step.bytes.length : 0;
  const copies = step.do === "send" ? step.copies : 1;
  if (bytes * copies * step.times > MAX_SENT)
    throw new ScriptError("one step sends 16 MiB at most");
}

/**
 * @param {Token[]} tokens of a line
 * @returns {Action & { times: number }}
 */
function parseRepeated(tokens) {
  if (wordOf(tokens[0]) !== "repeat") return { ...parseAction(tokens), times: 1 };
  const times = wholeNumber(tokens[1], MAX_REPEATS);
  if (times === null) {
    throw new ScriptError(
      `after “repeat” comes how often, 1 to ${MAX_REPEATS}: repeat 100 a send "x"`,
    );
  }
  const rest = tokens.slice(2);
  if (wordOf(rest[0]) === "repeat") throw new ScriptError("a repeat cannot hold another repeat");
  if (wordOf(rest[0]) === "connect")
    throw new ScriptError("a client can be connected only once at a time");
  return { ...parseAction(rest), times };
}

/**
 * @param {Token[]} tokens
 * @returns {Action}
 */
function parseAction(tokens) {
  const [first, second] = [wordOf(tokens[0]), wordOf(tokens[1])];
  const kinds = STEP_KINDS.filter(({ ofClient, words }) => !ofClient && words[0] === first);
  const kind = kinds.find(({ words }) => beginsWith(tokens, 0, words));
  if (kind) return parseStep(kind, tokens, "");
  if (kinds.length > 0) {
    const examples = kinds.map(({ example }) => `“${example}”`).join(" or ");
    throw new ScriptError(`something is missing; it would be: ${examples}`);
  }
  if (first === undefined || (!CLIENT.test(first) && second === undefined)) {
    throw new ScriptError(
      'a step is “connect a”, “wait 1s”, or a client and what it does: a send "hi\\n"',
    );
  }
  const name = clientName(first);
  return parseStep(clientKind(second, wordOf(tokens[2])), tokens, name);
}

/**
 * @param {string | undefined} verb
 * @param {string | undefined} next the word after it
 */
function clientKind(verb, next) {
  const kinds = STEP_KINDS.filter(({ ofClient, words }) => ofClient && words[0] === verb);
  const kind =
    kinds.find(({ words }) => words.length > 1 && words[1] === next) ??
    kinds.find(({ words }) => words.length === 1) ??
    kinds[0];
  if (!kind) {
    throw new ScriptError(`“${verb ?? ""}” is nothing a client does: ${CLIENT_VERBS.join(", ")}`);
  }
  if (kind.elseWord && kind.words.length === 1 && next !== undefined)
    throw new ScriptError(`${kind.elseWord} “${next}”`);
  return kind;
}

/**
 * @param {StepKind} kind
 * @param {Token[]} tokens of the whole step
 * @param {string} name of the client, empty for a step of none
 * @returns {Action}
 */
function parseStep(kind, tokens, name) {
  const { words, parameters, options = [] } = kind;
  const begin = kind.ofClient ? 1 : 0;
  const start = begin + words.length;
  const end = start + Object.keys(parameters).length;
  const { example, length, values } = parseOptions(options, tokens, end, kind.example, name);
  if (!beginsWith(tokens, begin, words))
    throw new ScriptError(`something is missing; it would be: ${example}`);
  checkLength(tokens, length, example);
  /** @type {Record<string, unknown>} */
  const step = kind.ofClient ? { do: kind.do, name } : { do: kind.do };
  for (const [property, value] of values) step[property] = value();
  Object.entries(parameters).forEach(([property, parameter], i) => {
    step[property] = parseParameter(parameter, tokens[start + i], example);
  });
  const action = /** @type {Action} */ (/** @type {unknown} */ (step));
  if (action.do === "send-each" && action.ms * action.bytes.length > MAX_WAIT)
    throw new ScriptError("a step takes a minute at most");
  if (action.do === "network-latency" && action.ms > MAX_LATENCY)
    throw new ScriptError("a latency is 10 s at most");
  if (action.do === "connect") checkApproach(action);
  return action;
}

/**
 * @param {Option[]} options of the step
 * @param {Token[]} tokens of the whole step
 * @param {number} at where the options begin
 * @param {string} plainExample of the step without one
 * @param {string} name of the client
 * @returns {{ example: string, length: number, values: [string, () => unknown][] }}
 *   example: for errors; length: tokens up to their end; values: by property, which read the tokens
 */
function parseOptions(options, tokens, at, plainExample, name) {
  const left = new Set(options);
  /** @type {[string, () => unknown][]} */
  const values = [];
  let example = plainExample;
  let length = at;
  const next = () => [...left].find(({ words }) => beginsWith(tokens, length, words.split(" ")));
  for (let option = next(); option; option = next()) {
    const { words, property, parameter, value = true, example: ofOption } = option;
    left.delete(option);
    example = ofOption.replace(/^a /, `${name} `);
    length += words.split(" ").length;
    const token = tokens[length];
    if (parameter) length++;
    values.push([property, () => (parameter ? parseParameter(parameter, token, ofOption) : value)]);
  }
  for (const { property, otherwise } of left)
    if (otherwise !== undefined) values.push([property, () => otherwise]);
  return { example: example.replace(/^a /, `${name} `), length, values };
}

/**
 * @param {Token[]} tokens
 * @param {number} at
 * @param {string[]} words
 */
function beginsWith(tokens, at, words) {
  return words.every((word, i) => wordOf(tokens[at + i]) === word);
}

/** @param {ConnectAction} step */
function checkApproach({ plain, certificate, authority, minVersion, maxVersion, first }) {
  if (plain && (certificate ?? minVersion ?? maxVersion))
    throw new ScriptError("a plain client speaks no TLS, and so has no version of it");
  if (first && first.length > MAX_FIRST)
    throw new ScriptError(`a client sends ${MAX_FIRST} bytes at most while it connects`);
  if (first && (certificate ?? minVersion ?? maxVersion))
    throw new ScriptError("a client that speaks TLS begins with the handshake: send the text then");
  if (authority && !certificate)
    throw new ScriptError(
      "an authority signs a certificate: connect a with a certificate of alice by another authority",
    );
  if (minVersion && maxVersion && minVersion > maxVersion)
    throw new ScriptError("no less than TLS 1.3 and no more than TLS 1.2 leaves no version");
}

/**
 * @param {Parameter} parameter
 * @param {Token | undefined} token
 * @param {string} example of the step
 */
function parseParameter(parameter, token, example) {
  switch (parameter.name) {
    case "clients":
      return clientNames(wordOf(token));
    case "text":
      return quotedBytes(token, example);
    case "time":
      return duration(wordOf(token), example);
    case "address":
      return wordLike(token, ADDRESS, `an address begins with 127: ${example}`);
    case "name":
      return wordLike(token, NAME, `a name has small letters: ${example}`);
    case "version":
      return wordLike(token, /^1\.[23]$/, `a version of TLS is 1.2 or 1.3: ${example}`);
    case "number": {
      const number = wholeNumber(token, parameter.max);
      if (number === null) throw new ScriptError(`${parameter.hint}: ${example}`);
      return number;
    }
  }
}

/**
 * @param {Token | undefined} token
 * @param {RegExp} pattern
 * @param {string} why it is none
 */
function wordLike(token, pattern, why) {
  const text = wordOf(token) ?? "";
  if (!pattern.test(text)) throw new ScriptError(why);
  return text;
}

/**
 * @param {Token | undefined} token
 * @param {string} example
 */
function quotedBytes(token, example) {
  if (token?.kind !== "string") throw new ScriptError(`text goes in quotes: ${example}`);
  if (token.bytes.length === 0) throw new ScriptError("there is nothing between the quotes");
  return token.bytes;
}

/**
 * @param {Token[]} tokens
 * @param {number} length
 * @param {string} example
 */
function checkLength(tokens, length, example) {
  if (tokens.length < length)
    throw new ScriptError(`something is missing; it would be: ${example}`);
  const extra = tokens[length];
  if (extra) throw new ScriptError(`“${extra.text}” is too much here; it would be: ${example}`);
}

/** @param {Token | undefined} token */
function wordOf(token) {
  return token?.kind === "word" ? token.text : undefined;
}

/** @param {string | undefined} text */
function clientName(text) {
  if (text !== undefined && CLIENT.test(text)) return text;
  throw new ScriptError(`a client's name is one small letter, a to z; not “${text ?? ""}”`);
}

/**
 * @param {string | undefined} text "a", or "a..j"
 * @returns {string[]}
 */
function clientNames(text) {
  const [from, to, ...more] = text?.split("..") ?? [];
  if (to === undefined) return [clientName(text)];
  const [first, last] = [clientName(from).charCodeAt(0), clientName(to).charCodeAt(0)];
  if (more.length > 0 || last <= first) {
    throw new ScriptError(`several clients are from one letter to a later one: connect a..j`);
  }
  return Array.from({ length: last - first + 1 }, (_, at) => String.fromCharCode(first + at));
}

/**
 * @param {Token | undefined} token
 * @param {number} max
 * @returns {number | null} null where it is no whole number from 1 to max
 */
function wholeNumber(token, max) {
  const text = wordOf(token) ?? "";
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= max ? number : null;
}

/**
 * @param {string | undefined} text
 * @param {string} example
 * @returns {number} ms
 */
function duration(text, example) {
  const match = text?.match(/^(\d+(?:\.\d+)?)(ms|s)$/);
  if (!match) throw new ScriptError(`a time is a number with ms or s: ${example}`);
  const ms = Number(match[1]) * (match[2] === "s" ? 1000 : 1);
  if (ms > MAX_WAIT) throw new ScriptError("a conversation waits a minute at most");
  return ms;
}
