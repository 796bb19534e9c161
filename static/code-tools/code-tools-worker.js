// The worker of the code tools. The first message has the program and the standard
// library; the worker answers that it is ready. Each later one is a request, which is
// answered in its turn. The page ends the worker.

// @ts-expect-error The build resolves it to a file of the Go toolchain.
import "#wasm_exec";

/**
 * @typedef {object} Program
 * @property {WebAssembly.Imports} importObject
 * @property {(code: number) => void} exit
 * @property {(instance: WebAssembly.Instance) => Promise<void>} run
 *
 * @typedef {{ result: string } | { error: string }} Answer the result as JSON
 *
 * @typedef {object} Scope
 * @property {new () => Program} Go of wasm_exec.js
 * @property {Uint8Array} [socketschoolLibrary] for the Go program
 * @property {(tool: string, argument: string) => Answer} [socketschoolTools] set by it
 * @property {((message: MessageEvent) => void) | null} onmessage
 * @property {(message: object) => void} postMessage
 */

const scope = /** @type {Scope} */ (/** @type {unknown} */ (globalThis));

/** @param {{ module: WebAssembly.Module, library: ArrayBuffer }} task */
async function start({ module, library }) {
  const go = new scope.Go();
  go.exit = (code) => crashed(`exit code ${code}`);
  scope.socketschoolLibrary = new Uint8Array(library);
  const instance = await WebAssembly.instantiate(module, go.importObject);
  go.run(instance).catch(crashed); // it returns when the program waits for requests
  delete scope.socketschoolLibrary;
  if (scope.socketschoolTools) scope.postMessage({ type: "ready" });
}

/** @param {{ tool: string, argument: unknown }} request */
function answer({ tool, argument }) {
  const answer = scope.socketschoolTools?.(tool, JSON.stringify(argument));
  if (!answer) throw new Error("the program has not started");
  const { result, error } = /** @type {{ result?: string, error?: string }} */ (answer);
  if (result === undefined) scope.postMessage({ type: "error", error });
  else scope.postMessage({ type: "result", result: JSON.parse(result) });
}

/** @param {unknown} reason after which the program cannot go on */
function crashed(reason) {
  scope.postMessage({ type: "crashed", reason: String(reason) });
}

// A request that exhausts the stack throws.
scope.onmessage = async ({ data }) => {
  try {
    if (data.type === "start") await start(data);
    else answer(data);
  } catch (error) {
    crashed(error);
  }
};
