// The module, fetched and compiled once for the page's life, whoever asks and
// however often. One that could not be had is asked for again the next time.

import { Problem } from "../transport.js";

/** @typedef {(done: number, total: number) => void} Progress bytes that come over the network */

export class ModuleLoader {
  #url;
  #total;
  /** @type {Promise<WebAssembly.Module> | null} */
  #module = null;
  /** @type {Set<Progress>} whoever waits for it */
  #watchers = new Set();
  #done = 0;
  #transferred = 0; // bytes of the compressed module, 0 where unknown or not compressed
  #ready = false;

  /**
   * @param {string} url
   * @param {number} total bytes of the module
   */
  constructor(url, total) {
    this.#url = url;
    this.#total = total;
  }

  /**
   * @param {Progress} [progress] not called where the module is there already
   * @returns {Promise<WebAssembly.Module>} rejects with a Problem
   */
  async load(progress) {
    this.#module ??= this.#fetch().catch((error) => {
      this.#module = null;
      throw error;
    });
    if (!progress || this.#ready) return this.#module;
    progress(...this.#progress); // the first byte may be long in coming
    this.#watchers.add(progress);
    try {
      return await this.#module;
    } finally {
      this.#watchers.delete(progress);
    }
  }

  /**
   * What is counted is decoded, and what the reader waits for is compressed:
   * the share of the one is taken for the share of the other.
   * @returns {[number, number]}
   */
  get #progress() {
    const whole = this.#transferred || this.#total;
    return [Math.round((whole * this.#done) / this.#total), whole];
  }

  /** What was had did not work: the next one who asks has it fetched anew. */
  forget() {
    this.#module = null;
    this.#ready = false;
  }

  async #fetch() {
    this.#done = 0;
    /** @type {Response} */
    let response;
    try {
      response = await fetch(this.#url);
    } catch {
      throw unreachable();
    }
    if (!response.ok) throw refused(response.status);
    try {
      const module = await this.#compile(response);
      this.#ready = true;
      return module;
    } catch (error) {
      throw damaged(error);
    } finally {
      this.#done = 0;
    }
  }

  /** @param {Response} response */
  async #compile(response) {
    const encoded = response.headers.has("Content-Encoding");
    this.#transferred = encoded ? Number(response.headers.get("Content-Length")) || 0 : 0;
    const type = response.headers.get("Content-Type")?.split(";")[0]?.trim();
    // A compiler that streams insists on the type, and some web hosts know none.
    if (!("compileStreaming" in WebAssembly) || type !== "application/wasm") {
      const module = await this.#count(response, true);
      return WebAssembly.compile(await module.arrayBuffer());
    }
    // What is counted is a copy: a browser keeps what it has compiled only for
    // the response that came from the network.
    const counted = this.#count(response.clone(), false);
    const [module] = await Promise.all([WebAssembly.compileStreaming(response), counted]);
    return module;
  }

  /**
   * @param {Response} response
   * @param {boolean} keep
   */
  async #count(response, keep) {
    /** @type {Uint8Array<ArrayBuffer>[]} */
    const parts = [];
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      if (keep) parts.push(part.value);
      this.#done += part.value.length;
      for (const watcher of this.#watchers) watcher(...this.#progress);
    }
    return new Blob(parts);
  }
}

function unreachable() {
  return new Problem(
    "unreachable",
    "The program could not be fetched.",
    "What runs in this tab has to be loaded once. Check the connection and try again.",
    { elsewhere: true },
  );
}

/** @param {number} status */
function refused(status) {
  return new Problem(
    "unreachable",
    "The program could not be fetched.",
    `The web server answered ${status} for it. Reload the page and try again.`,
    { elsewhere: true },
  );
}

/** @param {unknown} error of the stream or of the compiler */
function damaged(error) {
  if (!(error instanceof WebAssembly.CompileError)) return unreachable();
  return new Problem(
    "unreachable",
    "The program has not arrived whole.",
    `The browser says: ${error.message}. Try again; if that does not help, reload the page.`,
    { elsewhere: true },
  );
}
