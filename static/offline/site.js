// The files of a published site as a service worker keeps them: one cache for
// each version of the site, in which a file's key carries its hash. A version
// is whole or it is not used; what has not changed is taken over, not fetched.

/**
 * What `socketschool export` writes into the worker.
 * @typedef {object} Manifest
 * @property {string} version of all files together
 * @property {Record<string, string>} files by path below the scope, "" being the first page:
 *   the hash, as the integrity attribute has it
 * @property {string} missing path of the page for addresses that have none
 *
 * @typedef {Pick<CacheStorage, "open" | "keys" | "delete">} Caches
 */

/** Files below this have names that change with their content. */
const HASHED = "static/";

export class OfflineSite {
  #files;
  #prefix;

  /**
   * @param {object} config
   * @param {Manifest} config.manifest
   * @param {string} config.scope address under which the site lies
   * @param {Caches} config.caches
   * @param {(request: Request | URL, init?: RequestInit) => Promise<Response>} config.fetch
   */
  constructor({ manifest, scope, caches, fetch }) {
    this.manifest = manifest;
    this.scope = scope;
    this.caches = caches;
    this.fetch = fetch;
    this.#files = new Map(Object.entries(manifest.files));
    // Caches belong to the origin, which may have more than one such site.
    this.#prefix = `socketschool ${scope} `;
    this.name = this.#prefix + manifest.version;
  }

  /** Fetches what is not kept yet. Fails if a single file is not what it should be. */
  async install() {
    const [cache, before] = await Promise.all([this.caches.open(this.name), this.#ours()]);
    await Promise.all(
      [...this.#files].map(async ([path, hash]) => {
        const key = this.#key(path, hash);
        const had = await firstMatch([cache, ...before], key);
        await cache.put(key, had ?? (await this.#fetchFile(path, hash)));
      }),
    );
  }

  /** Drops the versions before this one. */
  async activate() {
    const names = await this.#names();
    await Promise.all(names.map((name) => name !== this.name && this.caches.delete(name)));
  }

  /**
   * Whether a request is for the site at all.
   * @param {Request} request
   */
  concerns(request) {
    if (request.method !== "GET" || !request.url.startsWith(this.scope)) return false;
    return request.mode === "navigate" || this.#files.has(this.#path(request.url));
  }

  /**
   * @param {Request} request one that concerns the site
   * @returns {Promise<Response>}
   */
  async answer(request) {
    const path = this.#path(request.url);
    const folder = `${path}/`;
    if (!this.#files.has(path) && this.#files.has(folder)) {
      return Response.redirect(new URL(folder + new URL(request.url).search, this.scope));
    }
    const kept = await this.#kept(path);
    if (kept) return kept;
    try {
      return await this.fetch(request);
    } catch (unreachable) {
      const missing = request.mode === "navigate" && (await this.#kept(this.manifest.missing));
      if (!missing) throw unreachable;
      return new Response(missing.body, { status: 404, headers: missing.headers });
    }
  }

  /** @param {string} path */
  async #kept(path) {
    const hash = this.#files.get(path);
    if (hash === undefined) return undefined;
    return (await this.caches.open(this.name)).match(this.#key(path, hash));
  }

  /**
   * What the page has loaded already is not fetched again, if it is right.
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
    // A page may not be answered with what came by a redirect.
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

  async #ours() {
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
