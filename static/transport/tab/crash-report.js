// Explains why a server in the tab has crashed, for the author of the server, with the
// line of source where the program's output names it.

/**
 * @import { Unresponsive } from "./heartbeat.js"
 *
 * @typedef {{ file: string, line: number }} Source
 * @typedef {{ error: string, source?: Source }} CrashReport
 * stderr is what the runtime has written; source the line, where the worker has found it.
 * @typedef {{ code: number, stderr: string, source?: Source }} Exit
 * @typedef {{ message: string, stderr?: string, source?: Source }} Crash
 */

const LOOP = "An endless loop: for three seconds nothing else could run.";
const SEARCH = "Look for a `for` without Accept, Read, Write or Sleep in it.";
const YIELD = "A loop that never waits: for three seconds it only made way for others (Gosched).";
const RECURSION = "The recursion went too deep: the stack is used up.";
const MEMORY = "Out of memory: a server in the tab has 256 MB.";

/** Bytes; with more, the program does little but collect garbage. wasm/main.go sets it. */
export const MEMORY_LIMIT = 232 * 2 ** 20;

/** The messages of browsers and of Go's runtime for a stack overflow. */
const STACK = /call stack|too much recursion|stack overflow|stack exceeds/i;
/** What Go adds to a panic that is raised again: sync.WaitGroup.Go does that for its function. */
const REPANICKED = / \[recovered, repanicked\]$/m;
const NO_MEMORY = /out of memory|cannot allocate memory/i;

/** A line of a Go stack trace that is in the server's source. */
const FRAME =
  /^\s+socketschool\/(?!(?:lab|protocol|wasm\/tab|wasm\/worker)\/)\S*?([^/\s]+\.go):(\d+)/m;

/**
 * Explains a worker that does not answer any more.
 * @param {Unresponsive} how
 * @param {number} memory bytes that the program has
 * @param {Source} [last] the line of the last event, which the loop follows
 * @returns {CrashReport}
 */
export function unresponsiveReport(how, memory, last) {
  if (memory >= MEMORY_LIMIT) return { error: MEMORY };
  const error = how === "yield" ? YIELD : LOOP;
  if (!last) return { error: `${error} ${SEARCH}` };
  return { error: `${error} It comes after ${last.file}:${last.line}. ${SEARCH}`, source: last };
}

/**
 * Explains a program that has exited without being stopped.
 * @param {Exit} exit
 * @returns {CrashReport}
 */
export function exitReport({ code, stderr, source }) {
  const message = panicMessage(stderr);
  if (message) return { error: knownError(message) ?? message, ...sourceIn(stderr) };
  const fatal = code === 1 ? ", as log.Fatal does" : "";
  return { error: `The program ended itself with exit code ${code}${fatal}.`, source };
}

/**
 * Explains an exception of the module.
 * @param {Crash} crash
 * @returns {CrashReport}
 */
export function trapReport({ message, stderr = "", source }) {
  const known = knownError(panicMessage(stderr)) ?? knownError(message);
  return { error: known ?? `The program broke: ${message}`, source, ...sourceIn(stderr) };
}

/** @param {string} message */
function knownError(message) {
  if (STACK.test(message)) return RECURSION;
  if (NO_MEMORY.test(message)) return MEMORY;
  return null;
}

/**
 * @param {string} stderr
 * @returns {string} what a Go program writes before its stack trace: the panic with the lines
 *   that belong to it, or the reason of the runtime; empty where there is none
 */
function panicMessage(stderr) {
  const start = stderr.search(/^(panic|fatal error|runtime): /m);
  if (start < 0) return "";
  const end = stderr.indexOf("\n\n", start);
  const message = stderr.slice(start, end < 0 ? undefined : end).trim();
  return message.replace(REPANICKED, "");
}

/**
 * @param {string} stderr
 * @returns {{ source?: Source }} the line in the first goroutine of the trace, which is the one
 *   that has crashed
 */
function sourceIn(stderr) {
  const start = stderr.search(/^goroutine \d/m);
  const [goroutine = ""] = start < 0 ? [] : stderr.slice(start).split("\n\n");
  const frame = goroutine.match(FRAME);
  return frame ? { source: { file: String(frame[1]), line: Number(frame[2]) } } : {};
}
