// The worker of one build: it runs the builder, which runs Go's compiler and linker, on
// files in memory. A new build gets a new worker, since the memory of WebAssembly never
// shrinks.

// @ts-expect-error The build resolves it to a file of the Go toolchain.
import "#wasm_exec";
import { MemoryFS } from "./memory-fs.js";
import { unpack } from "./pack.js";

/**
 * @typedef {object} Program
 * @property {string[]} argv
 * @property {Record<string, string>} env
 * @property {WebAssembly.Imports} importObject
 * @property {(code: number) => void} exit
 * @property {(instance: WebAssembly.Instance) => Promise<void>} run
 *
 * @typedef {object} Scope
 * @property {new () => Program} Go of wasm_exec.js
 * @property {((message: MessageEvent) => void) | null} onmessage
 * @property {(message: object, transfer?: Transferable[]) => void} postMessage
 * @property {() => void} close
 * @property {typeof globalThis.addEventListener} addEventListener
 *
 * @typedef {object} Task
 * @property {Record<string, WebAssembly.Module>} modules builder, compile and link
 * @property {ArrayBuffer} pack
 * @property {object} request for the builder
 */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (globalThis));

const FOLDER = "/build";
const MAX_OUTPUT = 64 * 1024; // bytes that are kept of a program's output

/** @type {Uint8Array[]} of the program that runs now */
let output = [];
let outputSize = 0;

const files = new MemoryFS(FOLDER, (bytes) => {
  if (outputSize > MAX_OUTPUT) return;
  output.push(bytes.slice(0, MAX_OUTPUT));
  outputSize += bytes.length;
});

function takeOutput() {
  const decoder = new TextDecoder();
  const text = output.map((bytes) => decoder.decode(bytes, { stream: true })).join("");
  output = [];
  outputSize = 0;
  return text;
}

/**
 * Runs a program to its end.
 * @param {WebAssembly.Module} module
 * @param {string[]} argv
 * @param {Record<string, string>} env
 * @returns {Promise<number>} the exit code
 */
async function run(module, argv, env) {
  const go = new scope.Go();
  let exitCode = 0;
  go.argv = argv;
  go.env = env;
  go.exit = (code) => {
    exitCode = code;
  };
  await go.run(await WebAssembly.instantiate(module, go.importObject));
  return exitCode;
}

/** Of the tools; GOROOT must be set and is not read. */
const TOOL_ENV = { GOOS: "js", GOARCH: "wasm", GOROOT: "/go", GOGC: "off", GOMEMLIMIT: "512MiB" };

/** @param {Task} task */
async function build({ modules, pack, request }) {
  const { builder } = modules;
  if (!builder) throw new Error("there is no builder");
  for (const { name, bytes } of unpack(pack)) files.add(`/archives/${name}`, bytes);
  files.add("request.json", new TextEncoder().encode(JSON.stringify(request)));

  /**
   * @param {string} step
   * @param {string} tool
   * @param {string[]} args
   * @param {(code: number, output: string) => void} end
   */
  const runTool = (step, tool, args, end) => {
    scope.postMessage({ type: "step", step });
    const module = modules[tool];
    if (!module) return fail(`there is no ${tool}`);
    run(module, [tool, ...args], TOOL_ENV).then((code) => end(code, takeOutput()), fail);
  };
  Object.assign(globalThis, { socketschoolRunTool: runTool });

  const code = await run(builder, ["builder"], {});
  const module = files.content("module.wasm");
  const problems = files.content("problems.json");
  if (code !== 0) fail(takeOutput());
  else if (problems)
    end({ type: "problems", problems: JSON.parse(new TextDecoder().decode(problems)) });
  else if (module) end({ type: "module", module: module.slice().buffer });
  else fail("the builder wrote nothing");
}

let ended = false;

/** @param {Record<string, any>} message the last one to the page */
function end(message) {
  if (ended) return;
  ended = true;
  scope.postMessage(message, message.module ? [message.module] : []);
  scope.close();
}

/** @param {unknown} reason for learners to report */
function fail(reason) {
  end({ type: "failed", reason: String(reason), memory: reason instanceof RangeError });
}

const process = {
  pid: 1,
  ppid: 0,
  cwd: () => files.cwd,
  getuid: () => 0,
  geteuid: () => 0,
  getgid: () => 0,
  getegid: () => 0,
  umask: () => 0,
};
Object.assign(globalThis, { fs: files, process });

scope.onmessage = ({ data }) => void build(data).catch(fail);
scope.addEventListener("error", (event) => {
  event.preventDefault();
  fail(event.error ?? event.message);
});
scope.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  fail(event.reason);
});
