// Keeps the parts of the compiler in the browser, decompressed.

import { localStore } from "../../../core/storage.js";
import { noSpace } from "./part-problems.js";

/** @import { Part } from "./part-download.js" */

const ASKED = "socketschool.persist";

/** Without https there is no such storage: then it keeps nothing. */
export class PartStore {
  #name;
  #caches;
  #storage;

  /**
   * @param {string} name of the cache
   * @param {CacheStorage | undefined} [caches]
   * @param {StorageManager | undefined} [storage]
   */
  constructor(name, caches = globalThis.caches, storage = globalThis.navigator?.storage) {
    this.#name = name;
    this.#caches = caches;
    this.#storage = storage;
  }

  /** @param {Part} part */
  async has({ url }) {
    const cache = await this.#open();
    return (await cache?.match(url)) !== undefined;
  }

  /**
   * @param {Part} part
   * @returns {Promise<ArrayBuffer | null>}
   */
  async read({ url, bytes }) {
    try {
      const cache = await this.#open();
      const content = await (await cache?.match(url))?.arrayBuffer();
      return content?.byteLength === bytes ? content : null;
    } catch (error) {
      console.info(`${url} is not readable: ${error}`);
      return null;
    }
  }

  /**
   * @param {Part} part
   * @param {ArrayBuffer} content
   * @returns {Promise<void>} rejects with a Problem where there is no room
   */
  async write({ url, bytes }, content) {
    const cache = await this.#open();
    try {
      await cache?.put(url, new Response(content));
    } catch (error) {
      console.info(`${url} is not kept: ${error}`);
      await this.clear();
      throw noSpace(bytes);
    }
  }

  /**
   * @param {number} needed bytes
   * @returns {Promise<void>} rejects with a Problem where there is no room for them
   */
  async checkRoom(needed) {
    if (!(await this.#open())) return;
    const { quota = Number.POSITIVE_INFINITY, usage = 0 } =
      (await this.#storage?.estimate?.()) ?? {};
    if (quota - usage < needed) throw noSpace(needed);
  }

  /**
   * Removes what belongs to another version of the site, and asks the browser, once, to
   * keep what is here when it makes room.
   * @param {Part[]} parts that stay
   */
  async settle(parts) {
    const cache = await this.#open();
    if (!cache) return;
    const urls = new Set(parts.map(({ url }) => absolute(url)));
    const former = (await cache.keys()).filter(({ url }) => !urls.has(url));
    await Promise.all(former.map((request) => cache.delete(request)));
    if (localStore.getItem(ASKED)) return;
    localStore.setItem(ASKED, "asked");
    // Firefox asks the learner, who may leave the question open for ever.
    this.#storage?.persist?.().catch(() => false);
  }

  async clear() {
    await this.#caches?.delete(this.#name);
  }

  async #open() {
    try {
      return await this.#caches?.open(this.#name);
    } catch (error) {
      console.info(`the compiler is not kept: ${error}`); // the browser stores nothing
      return undefined;
    }
  }
}

/** @param {string} url */
function absolute(url) {
  return new URL(url, globalThis.location?.href).href;
}
