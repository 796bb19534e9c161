// The page's builders and its tab transport, put into a page from their modules.

import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const SOURCE = `
  export { HostBuilder } from "./static/transport/host/host-builder.js";
  export { HostTransport } from "./static/transport/host/host-transport.js";
  export { TabBuilder } from "./static/transport/tab/tab-builder.js";
  export { runChecks } from "./static/transport/tab/run-checks.js";
  export { TabTransport } from "./static/transport/tab/tab-transport.js";
`;

/** @type {Promise<string> | undefined} */
let script;

async function bundle() {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: SOURCE, resolveDir: root },
    bundle: true,
    format: "iife",
    globalName: "modules",
    target: "es2022",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

/**
 * Opens a lesson and makes globalThis.socketschoolTest: builders by id; run, which
 * runs a module in the tab, sends a text and returns the answer; and check, which runs the
 * checks of an exercise's module. There is no tab
 * builder where the compiler is not in the program.
 * @param {import("@playwright/test").Page} page
 * @param {string} url of the lesson
 */
export async function openWithBuilders(page, url) {
  script ??= bundle();
  await page.goto(url);
  await page.evaluate(`${await script}; globalThis.modules = modules;`);
  return page.evaluate(() => {
    const { modules } = /** @type {any} */ (globalThis);
    const compiler = document.querySelector("code-view")?.getAttribute("data-compiler");
    const { worker, module, moduleBytes } = /** @type {DOMStringMap} */ (
      /** @type {HTMLElement} */ (document.querySelector("socket-lab")).dataset
    );
    /** @type {Record<string, any>} */
    const builders = { host: new modules.HostBuilder(new modules.HostTransport()) };
    if (compiler) {
      const { program, ...info } = JSON.parse(compiler);
      builders.tab = new modules.TabBuilder(info, program);
    }

    /**
     * @param {WebAssembly.Module} built
     * @param {string} text
     */
    const run = async (built, text) => {
      const options = { workerURL: worker, moduleURL: module, moduleBytes: Number(moduleBytes) };
      const transport = new modules.TabTransport(options);
      const version = { kind: "own", label: "", files: {}, module: built };
      const lab = await transport.start("echo", { version });
      const answer = await new Promise((resolve, reject) => {
        let received = "";
        const connection = lab.connect({
          opened: () => connection.send(new TextEncoder().encode(text)),
          data: (/** @type {Uint8Array} */ bytes) => {
            received += new TextDecoder().decode(bytes);
            if (received.length >= text.length) resolve(received);
          },
          eof: () => {},
          closed: reject,
        });
      });
      await lab.stop();
      return answer;
    };
    /**
     * @param {WebAssembly.Module} module
     * @param {object} options
     */
    const check = (module, options) =>
      modules.runChecks({
        workerURL: worker,
        module,
        program: "echo",
        checks: [0, 1, 2, 3, 4],
        signal: new AbortController().signal,
        ...options,
      });
    Object.assign(globalThis, { socketschoolTest: { builders, run, check } });
    return Object.keys(builders);
  });
}
