// Debian's WebKitGTK: WebKitWebDriver and MiniBrowser on a virtual display. A
// WebKitWebDriver has one session, so each page gets a driver of its own.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { Builder, By, Capabilities } from "selenium-webdriver";
import { endGroup, installed } from "./engine.js";

export const name = "WebKitGTK";
export const workers = 2; // which draw without a graphics card

const DRIVER = "WebKitWebDriver";
const SCRIPT_TIMEOUT = 120_000;
const START_TIMEOUT = 30_000;
const POLL_INTERVAL = 20; // ms between two questions whether a driver answers
const SCREEN = { width: 1440, height: 900 };

export function missing() {
  const packages = [
    installed(DRIVER) ? [] : ["webkit2gtk-driver"],
    installed("xvfb-run") ? [] : ["xvfb"],
    installed("xauth") ? [] : ["xauth"],
  ].flat();
  return packages.length > 0 ? packages.join(" ") : null;
}

/** @type {import("./engine.js").Start} */
export async function start(folder, signal) {
  const ports = await freePorts(workers);
  // One display for all: several xvfb-run that start at once may choose the same.
  const child = spawn(
    "xvfb-run",
    [
      ...["--auto-servernum", "--server-args", `-screen 0 ${SCREEN.width}x${SCREEN.height}x24`],
      ...["sh", "-c", `for port; do ${DRIVER} --port="$port" 3>&- & done; read end`, "sh"],
      ...ports.map(String),
    ],
    {
      detached: true, // leads a group, which is ended as one
      // All of it ends with its input, and so with this process, too. The last pipe is held by the
      // display: it shows when that has ended.
      stdio: ["pipe", "ignore", "ignore", "pipe"],
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        TMPDIR: folder,
        XDG_RUNTIME_DIR: folder,
        LIBGL_ALWAYS_SOFTWARE: "1",
        NO_AT_BRIDGE: "1", // no accessibility bus
      },
    },
  );
  const lost = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, by) => resolve(`xvfb-run ended with ${by ?? code}`));
  });
  const [input, , , display] = child.stdio;
  /** @type {import("node:stream").Readable} */ (display).resume();
  const end = () => endGroup(child, () => input?.end());
  const idle = ports.map((port) => `http://127.0.0.1:${port}`);
  try {
    const failed = lost.then((why) => Promise.reject(new Error(why)));
    failed.catch(() => {});
    const startTimeout = AbortSignal.any([signal, AbortSignal.timeout(START_TIMEOUT)]);
    await Promise.race([failed, Promise.all(idle.map((server) => answers(server, startTimeout)))]);
    const first = idle[0] ?? "";
    const probe = await session(first);
    const version = (await probe.getCapabilities()).getBrowserVersion() ?? "";
    await probe.quit();
    return { version, lost, end, open: () => open(idle) };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * @param {number} count
 * @returns {Promise<number[]>} ports that were free a moment ago
 */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  const ports = servers.map((server) => {
    return /** @type {Promise<number>} */ (
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.once("listening", () => {
          resolve(/** @type {import("node:net").AddressInfo} */ (server.address()).port);
        });
      })
    );
  });
  const all = await Promise.all(ports);
  for (const server of servers) server.close();
  return all;
}

/**
 * Resolves when a driver answers.
 * @param {string} server
 * @param {AbortSignal} signal
 */
async function answers(server, signal) {
  for (;;) {
    signal.throwIfAborted();
    const answer = await fetch(`${server}/status`, { signal }).catch(() => null);
    if (answer?.ok) return;
    await setTimeout(POLL_INTERVAL, undefined, { signal });
  }
}

/**
 * Starts the MiniBrowser that belongs to the driver.
 * @param {string} server the driver's address
 */
function session(server) {
  return new Builder()
    .disableEnvironmentOverrides()
    .usingServer(server)
    .withCapabilities(new Capabilities({ browserName: "MiniBrowser" }))
    .build();
}

/**
 * @param {string[]} idle drivers without a session; the page's is taken away while it is open
 * @returns {Promise<import("./tryits.js").Page>}
 */
async function open(idle) {
  const server = idle.pop();
  if (!server) throw new Error(`more than ${workers} pages`);
  const driver = await session(server);
  await driver.manage().setTimeouts({ script: SCRIPT_TIMEOUT });
  await driver
    .manage()
    .window()
    .setRect({ x: 0, y: 0, ...SCREEN });
  return {
    goto: (url) => driver.get(url),
    async click(selector) {
      const element = driver.findElement(By.css(selector));
      // The driver does not scroll to what is just below the page's edge, and then finds it
      // out of reach.
      await driver.executeScript("arguments[0].scrollIntoView({ block: 'center' })", element);
      await element.click();
    },
    async evaluate(f, ...args) {
      const { value, error } = /** @type {any} */ (
        await driver.executeAsyncScript(
          `const done = arguments[arguments.length - 1];
          Promise.resolve((${f})(...Array.prototype.slice.call(arguments, 0, -1))).then(
            (value) => done({ value }),
            (error) => done({ error: String(error) }),
          );`,
          ...args,
        )
      );
      if (error) throw new Error(error);
      return value;
    },
    async close() {
      await driver.quit();
      idle.push(server);
    },
  };
}
