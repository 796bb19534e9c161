// The worker in which a lab of the tab runs, from its first message to its end:
// one Go program, once. What the page says after that first message is for the
// Go program, and the Go program answers by itself; only its end is told here.

import { output } from "./process.js"; // before the next: it would make its own
// @ts-expect-error Only the build knows it: it belongs to the Go toolchain.
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
 * @property {((message: MessageEvent) => void) | null} onmessage
 * @property {(message: object) => void} postMessage
 * @property {() => void} close
 * @property {typeof globalThis.addEventListener} addEventListener
 */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (globalThis));

let over = false;

/** @param {object} message the last one */
function end(message) {
  if (over) return;
  over = true;
  scope.postMessage(message);
  scope.close();
}

/** @param {unknown} error what came out of the module: it cannot go on after that */
function broken(error) {
  end({ type: "broken", message: String(error), stderr: output.text() });
}

/**
 * A program that takes memory without end may not come round to anything else.
 * Each time it grows it calls for a new view of its memory: by that it is heard.
 * @param {Program} go
 */
function tellGrowth(go) {
  const calls = /** @type {Record<string, (sp: number) => void>} */ (go.importObject.gojs);
  const grown = calls["runtime.resetMemoryDataView"];
  calls["runtime.resetMemoryDataView"] = (sp) => {
    grown?.(sp);
    scope.postMessage({ type: "memory", bytes: go.mem.byteLength });
  };
}

/** @param {{ module: WebAssembly.Module, lesson: string }} task */
async function run({ module, lesson }) {
  const go = new scope.Go();
  go.argv = ["lab", lesson];
  tellGrowth(go);
  go.exit = (code) => end({ type: "exit", code, stderr: output.text() });
  const instance = await WebAssembly.instantiate(module, go.importObject);
  await go.run(instance);
}

scope.onmessage = ({ data }) => {
  if (data.type === "run") run(data).catch(broken);
  else scope.socketschoolReceive?.(data);
};

// Go is called by timers and by messages, too, and nobody stands around those.
scope.addEventListener("error", (event) => {
  event.preventDefault();
  broken(event.error ?? event.message);
});
scope.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  broken(event.reason);
});
