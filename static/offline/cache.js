// The cache of a static site, as its service worker uses it: one Cache for each version
// of the site, in which a file's key has its hash. A version is used only if it is
// complete. Files that have not changed are copied from the version before.

/**
 * What `socketschool export` writes into the worker.
 * @typedef {object} Manifest
 * @property {string} version a hash over all files
 * @property {Record<string, string>} files the hash, as in the integrity attribute, by path below
 *   the scope; "" is the first page
 * @property {string} missing path of the page for unknown addresses
 *
 * @typedef {Pick<CacheStorage, "open" | "keys" | "delete">} Caches
 */

/** The files below it have a hash in their names. */
const HASHED = "static/";

export class SiteCache {
  #files;
  #prefix;

  /**
   * @param {object} config
   * @param {Manifest} config.manifest
   * @param {string} config.scope URL of the site
   * @param {Caches} config.caches
   * @param {(request: Request | URL, init?: RequestInit) => Promise<Response>} config.fetch
   */
  constructor({ manifest, scope, caches, fetch }) {
    this.manifest = manifest;
    this.scope = scope;
    this.caches = caches;
    this.fetch = fetch;
    this.#files = new Map(Object.entries(manifest.files));
    // An origin may have several such sites.
    this.#prefix = `socketschool ${scope} `;
    this.name = this.#prefix + manifest.version;
  }

  /** Caches all files. Rejects if one of them has not the right hash. */
  async install() {
    const [cache, earlier] = await Promise.all([this.caches.open(this.name), this.#openAll()]);
    await Promise.all(
      [...this.#files].map(async ([path, hash]) => {
        const key = this.#key(path, hash);
        const cached = await firstMatch([cache, ...earlier], key);
        await cache.put(key, cached ?? (await this.#fetchFile(path, hash)));
      }),
    );
  }

  /** Deletes all other versions. */
  async activate() {
    const names = await this.#names();
    await Promise.all(names.map((name) => name !== this.name && this.caches.delete(name)));
  }

  /**
   * Reports whether it answers a request.
   * @param {Request} request
   */
  handles(request) {
    if (request.method !== "GET" || !request.url.startsWith(this.scope)) return false;
    return request.mode === "navigate" || this.#files.has(this.#path(request.url));
  }

  /**
   * @param {Request} request one that it handles
   * @returns {Promise<Response>}
   */
  async respond(request) {
    const path = this.#path(request.url);
    const folder = `${path}/`;
    if (!this.#files.has(path) && this.#files.has(folder)) {
      return Response.redirect(new URL(folder + new URL(request.url).search, this.scope));
    }
    const cached = await this.#cached(path);
    if (cached) return cached;
    try {
      return await this.fetch(request);
    } catch (unreachable) {
      const missing = request.mode === "navigate" && (await this.#cached(this.manifest.missing));
      if (!missing) throw unreachable;
      return new Response(missing.body, { status: 404, headers: missing.headers });
    }
  }

  /** @param {string} path */
  async #cached(path) {
    const hash = this.#files.get(path);
    if (hash === undefined) return undefined;
    return (await this.caches.open(this.name)).match(this.#key(path, hash));
  }

  /**
   * Fetches a file, from the browser's HTTP cache where it has the right hash.
   * @param {string} path
   * @param {string} integrity
   */
  async #fetchFile(path, integrity) {
    if (!path.startsWith(HASHED)) return this.#fetchAs("no-cache", path, integrity);
    try {
      return await this.#fetchAs("force-cache", path, integrity);
    } catch {
      return this.#fetchAs("reload", path, integrity);
    }
  }

  /**
   * @param {RequestCache} cache
   * @param {string} path
   * @param {string} integrity
   */
  async #fetchAs(cache, path, integrity) {
    const url = new URL(path, this.scope);
    const response = await this.fetch(url, { cache, integrity, credentials: "same-origin" });
    if (!response.ok) throw new Error(`${path}: status ${response.status}`);
    // A service worker must not answer a navigation with a redirected response.
    const { status, headers } = response;
    return response.redirected ? new Response(response.body, { status, headers }) : response;
  }

  /** @param {string} url */
  #path(url) {
    const { origin, pathname } = new URL(url);
    const path = (origin + pathname).slice(this.scope.length);
    return path.replace(/(^|\/)index\.html$/, "$1");
  }

  /**
   * @param {string} path
   * @param {string} hash
   */
  #key(path, hash) {
    return new URL(`${path}?${hash}`, this.scope).href;
  }

  async #names() {
    return (await this.caches.keys()).filter((name) => name.startsWith(this.#prefix));
  }

  async #openAll() {
    return Promise.all((await this.#names()).map((name) => this.caches.open(name)));
  }
}

/**
 * @param {Cache[]} caches
 * @param {string} key
 */
async function firstMatch(caches, key) {
  for (const cache of caches) {
    const found = await cache.match(key);
    if (found) return found;
  }
  return undefined;
}
