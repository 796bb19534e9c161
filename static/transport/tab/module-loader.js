// Fetches and compiles the WebAssembly module, once for the life of the page. After a
// failure the next load tries again.

import { Problem } from "../transport.js";

/** @typedef {(done: number, total: number) => void} Progress bytes that come over the network */

export class ModuleLoader {
  #url;
  #total;
  /** @type {Promise<WebAssembly.Module> | null} */
  #module = null;
  /** @type {Set<Progress>} of the loads that wait */
  #watchers = new Set();
  #done = 0;
  #transferred = 0; // bytes of the compressed module, 0 where unknown or not compressed
  #loaded = false;

  /**
   * @param {string} url
   * @param {number} total bytes of the module
   */
  constructor(url, total) {
    this.#url = url;
    this.#total = total;
  }

  /**
   * @param {Progress} [progress] not called where the module is loaded already
   * @returns {Promise<WebAssembly.Module>} rejects with a Problem
   */
  async load(progress) {
    this.#module ??= this.#fetch().catch((error) => {
      this.#module = null;
      throw error;
    });
    if (!progress || this.#loaded) return this.#module;
    progress(...this.#progress); // the first byte may take a while
    this.#watchers.add(progress);
    try {
      return await this.#module;
    } finally {
      this.#watchers.delete(progress);
    }
  }

  /**
   * Converts the progress to compressed bytes, which are what the learner waits for: only
   * decoded bytes can be counted.
   * @returns {[number, number]} done and total
   */
  get #progress() {
    const total = this.#transferred || this.#total;
    return [Math.round((total * this.#done) / this.#total), total];
  }

  /** Drops the cached module; the next load fetches it again. */
  reset() {
    this.#module = null;
    this.#loaded = false;
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
      this.#loaded = true;
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
    // compileStreaming requires the content type, which some web hosts do not set.
    if (!("compileStreaming" in WebAssembly) || type !== "application/wasm") {
      const module = await this.#count(response, true);
      return WebAssembly.compile(await module.arrayBuffer());
    }
    // A copy of the stream is counted: browsers cache compiled code only for the response
    // from the network itself.
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
    { canUseOtherTransport: true },
  );
}

/** @param {number} status */
function refused(status) {
  return new Problem(
    "unreachable",
    "The program could not be fetched.",
    `The web server answered ${status} for it. Reload the page and try again.`,
    { canUseOtherTransport: true },
  );
}

/** @param {unknown} error of the stream or of the compiler */
function damaged(error) {
  if (!(error instanceof WebAssembly.CompileError)) return unreachable();
  return new Problem(
    "unreachable",
    "The program has not arrived whole.",
    `The browser says: ${error.message}. Try again; if that does not help, reload the page.`,
    { canUseOtherTransport: true },
  );
}
