// The worker of a lab in the tab. The first message starts the Go program; later ones
// are passed to it, and it answers them itself. This script reports only its end.

import { programCounters } from "./program-counters.js";
import { explainRefusals, output } from "./wasm-fs.js"; // before wasm_exec, which would set an fs of its own
// @ts-expect-error The build resolves it to a file of the Go toolchain.
import "#wasm_exec";

/**
 * @typedef {object} Program
 * @property {string[]} argv
 * @property {WebAssembly.Imports} importObject
 * @property {(code: number) => void} exit
 * @property {DataView} mem its memory
 * @property {(instance: WebAssembly.Instance) => Promise<void>} run
 *
 * @typedef {object} Scope
 * @property {new () => Program} Go of wasm_exec.js
 * @property {(message: object) => void} [socketschoolReceive] set by the Go program
 * @property {{ file: string, line: number }} [socketschoolPlace] set by one that finds a line
 * @property {((message: MessageEvent) => void) | null} onmessage
 * @property {(message: Record<string, any>, transfer?: Transferable[]) => void} postMessage
 * @property {() => void} close
 * @property {typeof globalThis.addEventListener} addEventListener
 */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (globalThis));

/** For so long the line is looked for at which the program has ended, in ms. */
const LOCATE_TIMEOUT = 1000;

/** A stack trace of the runtime, which has the line. */
const TRACE = /^goroutine \d/m;

/**
 * check: index of the exercise's check to run; without it the program runs as a lab.
 * @typedef {{ module: WebAssembly.Module, program: string, check?: number }} Task
 */

/** @type {Task | null} */
let task = null;
let stopping = false;
let ended = false;

const post = scope.postMessage.bind(scope);
scope.postMessage = (message, transfer) => {
  if (message.type === "events") output.reported();
  post(message, transfer);
  if (message.type === "events") explainRefusals(message.data);
};

/**
 * Reports the end of the program.
 * @param {Record<string, any>} message
 * @param {string[]} counters of its stack
 */
async function end(message, counters) {
  if (ended) return;
  ended = true;
  const words = output.lastWords();
  const known = stopping || TRACE.test(words.stderr);
  const source = known ? undefined : await locate(counters);
  scope.postMessage({ ...message, ...words, source });
  scope.close();
}

/**
 * Asks another instance of the program's module for the line of program counters: the
 * program itself cannot run any more.
 * @param {string[]} counters
 */
async function locate(counters) {
  if (!task || counters.length === 0) return;
  const calls = ["socketschoolReceive", "socketschoolPrint", "socketschoolWarn"];
  for (const name of calls) Reflect.deleteProperty(scope, name); // of the ended program
  const go = new scope.Go();
  go.argv = ["lab", task.program, ...counters];
  go.exit = () => {};
  const timeout = new Promise((resolve) => setTimeout(resolve, LOCATE_TIMEOUT));
  try {
    const instance = await WebAssembly.instantiate(task.module, go.importObject);
    await Promise.race([go.run(instance), timeout]);
  } catch (error) {
    console.info(`the line of the end is not known: ${error}`);
  }
  return scope.socketschoolPlace;
}

/**
 * Reports each growth of the memory, for which Go calls resetMemoryDataView, so that a
 * program that leaks memory can be distinguished from a loop.
 * @param {Program} go
 */
function reportGrowth(go) {
  const calls = /** @type {Record<string, (sp: number) => void>} */ (go.importObject.gojs);
  const resetView = calls["runtime.resetMemoryDataView"];
  calls["runtime.resetMemoryDataView"] = (sp) => {
    resetView?.(sp);
    scope.postMessage({ type: "memory", bytes: go.mem.byteLength });
  };
}

/**
 * @param {Program} go
 * @param {(counters: string[]) => void} onExit called before go.exit, with those of the stack
 */
function watchExit(go, onExit) {
  const calls = /** @type {Record<string, (sp: number) => void>} */ (go.importObject.gojs);
  const exit = calls["runtime.wasmExit"];
  calls["runtime.wasmExit"] = (sp) => {
    onExit(programCounters(go.mem, sp >>> 0));
    exit?.(sp);
  };
}

/** @param {Task} started */
async function run(started) {
  task = started;
  const go = new scope.Go();
  const { program, check } = started;
  go.argv = check === undefined ? ["lab", program] : ["check", program, String(check)];
  reportGrowth(go);
  /** @type {string[]} */
  let counters = [];
  watchExit(go, (found) => {
    counters = found;
  });
  go.exit = (code) => void end({ type: "exit", code }, counters);
  const instance = await WebAssembly.instantiate(started.module, go.importObject);
  const { getsp } = instance.exports; // a module that Go has not built has none
  if (typeof getsp === "function") stack = () => programCounters(go.mem, getsp() >>> 0);
  scope.postMessage({ type: "running" });
  await go.run(instance);
}

/** @type {() => string[]} program counters of the stack */
let stack = () => [];

/** @param {unknown} error an exception of the module, which cannot go on after it */
function reportCrash(error) {
  void end({ type: "crashed", message: String(error) }, stack());
}

scope.onmessage = ({ data }) => {
  if (data.type === "stop") stopping = true;
  if (data.type === "run") run(data).catch(reportCrash);
  else scope.socketschoolReceive?.(data);
};

// Timers and messages call into Go as well: their exceptions arrive here.
scope.addEventListener("error", (event) => {
  event.preventDefault();
  reportCrash(event.error ?? event.message);
});
scope.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  reportCrash(event.reason);
});
