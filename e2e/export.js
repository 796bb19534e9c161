// The exported site and a web server for it, as plain as they come.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { binary } from "./playground.js";

const BASE = "/tutorial/";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
  ".png": "image/png",
};

const SUFFIXES = { br: ".br", gzip: ".gz" };

/**
 * Exports into a new folder.
 * @param {{ base?: string, flags?: string[] }} [options]
 */
export async function exportSite({ base = BASE, flags = [] } = {}) {
  const parent = await mkdtemp(path.join(tmpdir(), "socketschool-"));
  const folder = path.join(parent, "site");
  const child = spawn(binary, ["export", folder, "--base-path", base, ...flags]);
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`export failed: ${said}`);
  return { folder, remove: () => rm(parent, { recursive: true }) };
}

/** Hands out files. It knows nothing of the site but where it lies. */
export class FileServer {
  /** @type {string[]} paths below the base, as they were asked for */
  asked = [];
  /** @type {string[]} paths below the base that fail */
  broken = [];
  #server = createServer((request, response) => this.#answer(request, response));
  #port;

  /**
   * @param {string} folder
   * @param {{ base?: string, coding?: "br" | "gzip", port?: number }} [options]
   *   coding: in which files are sent, as they lie beside the plain ones
   */
  constructor(folder, { base = BASE, coding, port = 0 } = {}) {
    this.folder = folder;
    this.base = base;
    this.coding = coding;
    this.#port = port;
  }

  get url() {
    return `http://localhost:${this.#port}${this.base}`;
  }

  async start() {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address && typeof address === "object") this.#port = address.port;
  }

  async stop() {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async #answer(request, response) {
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    const below = pathname.startsWith(this.base) ? pathname.slice(this.base.length) : null;
    this.asked.push(below ?? pathname);
    if (below === null || this.broken.includes(below)) {
      response.writeHead(below === null ? 404 : 500).end();
      return;
    }
    const name = below === "" || below.endsWith("/") ? `${below}index.html` : below;
    const found = await this.#read(name);
    const file = found ? name : "404.html";
    const content = found ?? (await this.#read(file));
    const packed = this.coding ? await this.#read(file + SUFFIXES[this.coding]) : null;
    const type = TYPES[/** @type {keyof typeof TYPES} */ (path.extname(file))] ?? "text/plain";
    response.writeHead(found ? 200 : 404, {
      "Content-Type": type,
      ...(packed ? { "Content-Encoding": this.coding } : {}),
    });
    response.end(packed ?? content);
  }

  /** @param {string} name */
  async #read(name) {
    try {
      return await readFile(path.join(this.folder, name));
    } catch {
      return null;
    }
  }
}
