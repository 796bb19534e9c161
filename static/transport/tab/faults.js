// What happened to a server that did not end in order, in words for whoever
// wrote it, and the line where it happened if the program's last words name it.

/**
 * @typedef {{ file: string, line: number }} Source
 * @typedef {{ error: string, source?: Source }} Fault
 * @typedef {{ code: number, stderr: string }} Exit
 */

const LOOP = "An endless loop: for three seconds nothing else could run.";
const YIELD = "A loop that never waits: for three seconds it only made way for others (Gosched).";
const RECURSION = "The recursion went too deep: the stack is used up.";
const MEMORY = "Out of memory: a server in the tab has 256 MB.";

/** From here on the program does hardly more than collect garbage: wasm/main.go. */
const HARDLY_ANY = 232 * 2 ** 20;

/** How the browsers, and Go's own runtime, say that the stack is used up. */
const STACK = /call stack|too much recursion|stack overflow|stack exceeds/i;
const NO_MEMORY = /out of memory|cannot allocate memory/i;

/** A line of a Go trace that is the server's own, as -trimpath leaves it. */
const FRAME = /^\s+socketschool\/(?!lab\/|wire\/|wasm\/tab\/)\S*?([^/\s]+\.go):(\d+)/m;

/**
 * The worker did not answer any more.
 * @param {import("./heartbeat.js").Stuck} how
 * @param {number} memory bytes that it had
 * @returns {Fault}
 */
export function stuck(how, memory) {
  if (memory >= HARDLY_ANY) return { error: MEMORY };
  return { error: how === "yield" ? YIELD : LOOP };
}

/**
 * The program was over although nobody had stopped it.
 * @param {Exit} exit
 * @returns {Fault}
 */
export function exited({ code, stderr }) {
  const said = lastWords(stderr);
  if (said) return { error: fatal(said) ?? said, ...sourceIn(stderr) };
  const line = stderr.trim().split("\n").at(-1);
  const written = line ? `, and wrote last: ${line}` : "";
  return { error: `The server ended its program, with exit code ${code}${written}.` };
}

/**
 * The module threw, and cannot go on.
 * @param {{ message: string, stderr?: string }} broken
 * @returns {Fault}
 */
export function broke({ message, stderr = "" }) {
  const known = fatal(lastWords(stderr)) ?? fatal(message);
  return { error: known ?? `The program broke: ${message}`, ...sourceIn(stderr) };
}

/** @param {string} said */
function fatal(said) {
  if (STACK.test(said)) return RECURSION;
  if (NO_MEMORY.test(said)) return MEMORY;
  return null;
}

/**
 * What a Go program says before its trace: the panic, with the lines that
 * belong to it, or the runtime's own reason.
 * @param {string} stderr
 */
function lastWords(stderr) {
  const start = stderr.search(/^(panic|fatal error|runtime): /m);
  if (start < 0) return "";
  const end = stderr.indexOf("\n\n", start);
  return stderr.slice(start, end < 0 ? undefined : end).trim();
}

/**
 * The line where it happened, in the first goroutine of the trace: the one that
 * did it.
 * @param {string} stderr
 */
function sourceIn(stderr) {
  const start = stderr.search(/^goroutine \d/m);
  const [goroutine = ""] = start < 0 ? [] : stderr.slice(start).split("\n\n");
  const frame = goroutine.match(FRAME);
  return frame ? { source: { file: String(frame[1]), line: Number(frame[2]) } } : {};
}
