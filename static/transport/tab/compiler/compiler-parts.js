// The parts of the compiler in the tab: fetched when the learner asks for them, kept by
// the browser, and compiled once for the life of the page.

import { download } from "./part-download.js";
import { damaged, noMemory, notFetched } from "./part-problems.js";

/**
 * @import { Part } from "./part-download.js"
 * @import { PartStore } from "./part-store.js"
 *
 * @typedef {object} Compiler
 * @property {Record<string, WebAssembly.Module>} modules builder, compile and link
 * @property {ArrayBuffer} pack of archives
 *
 * @typedef {object} FetchOptions
 * @property {(done: number, total: number) => void} [progress] bytes over the network
 * @property {AbortSignal} [signal]
 */

const PACK = "archives.bin";

export class CompilerParts {
  #parts;
  #store;
  /** @type {Promise<Compiler> | null} */
  #compiler = null;

  /**
   * @param {Part[]} parts
   * @param {Pick<PartStore, "has" | "read" | "write" | "checkRoom" | "settle">} store
   */
  constructor(parts, store) {
    this.#parts = parts;
    this.#store = store;
  }

  /** Bytes that a fetch takes over the network. */
  get bytes() {
    return this.#parts.reduce((sum, part) => sum + transferred(part), 0);
  }

  /** @returns {Promise<boolean>} whether all parts are here */
  async fetched() {
    if (this.#compiler) return true;
    const found = await Promise.all(this.#parts.map((part) => this.#store.has(part)));
    return found.every(Boolean);
  }

  /**
   * Fetches the parts that are not here, and keeps them.
   * @param {FetchOptions} [options]
   * @returns {Promise<void>} rejects with a Problem, or with the signal's reason
   */
  async fetch({ progress, signal } = {}) {
    signal?.throwIfAborted();
    const missing = await this.#missing();
    await this.#store.checkRoom(missing.reduce((sum, { bytes }) => sum + bytes, 0));
    const total = this.bytes;
    let done = this.#parts.reduce(
      (sum, part) => sum + (missing.includes(part) ? 0 : transferred(part)),
      0,
    );
    progress?.(done, total);
    const collected = new Collector();
    for (const part of this.#parts) {
      let content = await this.#store.read(part);
      if (!content) {
        const before = done;
        content = await download(part, signal, (share) => {
          done = before + Math.round(share * transferred(part));
          progress?.(done, total);
        });
        await this.#store.write(part, content);
      }
      collected.add(part, content);
    }
    await this.#store.settle(this.#parts);
    this.#compiler = collected.finish();
    await this.load();
  }

  async #missing() {
    const here = await Promise.all(this.#parts.map((part) => this.#store.has(part)));
    return this.#parts.filter((_, i) => !here[i]);
  }

  /** @returns {Promise<Compiler>} rejects with a Problem where it was not fetched */
  async load() {
    this.#compiler ??= this.#read();
    try {
      return await this.#compiler;
    } catch (error) {
      this.#compiler = null;
      throw error;
    }
  }

  async #read() {
    const collected = new Collector();
    for (const part of this.#parts) {
      const content = await this.#store.read(part);
      if (!content) throw notFetched();
      collected.add(part, content);
    }
    return collected.finish();
  }
}

/** @param {Part} part */
function transferred({ gzip, brotli }) {
  return (globalThis.isSecureContext && brotli) || gzip;
}

/** Compiles each module as soon as it is here. */
class Collector {
  /** @type {Map<string, Promise<WebAssembly.Module>>} */
  #modules = new Map();
  #pack = new ArrayBuffer(0);

  /**
   * @param {Part} part
   * @param {ArrayBuffer} content
   */
  add({ name }, content) {
    if (name === PACK) {
      this.#pack = content;
      return;
    }
    const module = WebAssembly.compile(content);
    module.catch(() => {}); // finish reports it
    this.#modules.set(name.replace(/\.wasm$/, ""), module);
  }

  /** @returns {Promise<Compiler>} rejects with a Problem */
  async finish() {
    try {
      const modules = await Promise.all(
        Array.from(this.#modules, async ([name, module]) => [name, await module]),
      );
      return { modules: Object.fromEntries(modules), pack: this.#pack };
    } catch (error) {
      console.info(`the compiler does not compile: ${error}`);
      throw error instanceof WebAssembly.CompileError && !/memory/i.test(error.message)
        ? damaged()
        : noMemory();
    }
  }
}
