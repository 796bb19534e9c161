import assert from "node:assert/strict";
import { test } from "node:test";
import { SiteCache } from "./cache.js";

/** @import { Manifest } from "./cache.js" */

const scope = "https://example.org/tutorial/";

/** Caches as a browser has them, as far as a site uses them. */
class FakeCaches {
  /** @type {Map<string, Map<string, Response>>} */
  all = new Map();

  /** @param {string} name */
  async open(name) {
    const entries = this.all.get(name) ?? new Map();
    this.all.set(name, entries);
    return /** @type {Cache} */ (
      /** @type {unknown} */ ({
        match: async (/** @type {string} */ key) => entries.get(key)?.clone(),
        put: async (/** @type {string} */ key, /** @type {Response} */ response) => {
          entries.set(key, response);
        },
      })
    );
  }

  async keys() {
    return [...this.all.keys()];
  }

  /** @param {string} name */
  async delete(name) {
    return this.all.delete(name);
  }
}

/** A network with these pages, that records the requests. */
class FakeNetwork {
  /** @type {string[]} */
  requests = [];
  /** @type {string[]} files of which the browser has a wrong copy */
  stale = [];
  /** @param {Record<string, string>} pages by path below the scope */
  constructor(pages) {
    this.pages = pages;
    this.up = true;
  }

  /**
   * @param {Request | URL} request
   * @param {RequestInit} [init]
   */
  fetch = async (request, init) => {
    const url = request instanceof URL ? request.href : request.url;
    const path = new URL(url).pathname.slice("/tutorial/".length);
    this.requests.push(path);
    if (!this.up) throw new TypeError("Failed to fetch");
    if (init?.cache === "force-cache" && this.stale.includes(path))
      throw new TypeError("integrity");
    const page = this.pages[path];
    return new Response(page ?? "nothing", { status: page === undefined ? 404 : 200 });
  };
}

const first = {
  version: "1",
  files: { "": "h1", "lessons/echo/": "h2", "404.html": "h3", "static/app-1.js": "h4" },
  missing: "404.html",
};
const pages = {
  "": "home",
  "lessons/echo/": "echo",
  "404.html": "no such page",
  "static/app-1.js": "script",
};

/**
 * @param {Manifest} manifest
 * @param {FakeCaches} caches
 * @param {FakeNetwork} network
 */
function siteWith(manifest, caches, network) {
  return new SiteCache({ manifest, scope, caches, fetch: network.fetch });
}

/**
 * @param {string} path
 * @param {boolean} [navigate]
 */
function request(path, navigate = true) {
  const made = new Request(new URL(path, scope));
  if (navigate) Object.defineProperty(made, "mode", { value: "navigate" });
  return made;
}

async function installed() {
  const [caches, network] = [new FakeCaches(), new FakeNetwork(pages)];
  const site = siteWith(first, caches, network);
  await site.install();
  network.requests = [];
  network.up = false;
  return { caches, network, site };
}

test("a cached file is returned without a network", async () => {
  const { site, network } = await installed();
  for (const [path, want] of [
    ["", "home"],
    ["?from=mail", "home"],
    ["index.html", "home"],
    ["lessons/echo/", "echo"],
    ["lessons/echo/index.html?x=1", "echo"],
    ["static/app-1.js", "script"],
  ]) {
    const requests = request(path ?? "", !path?.startsWith("static/"));
    assert.equal(site.handles(requests), true, path);
    const answer = await site.respond(requests);
    assert.equal(answer.status, 200, path);
    assert.equal(await answer.text(), want, path);
  }
  assert.deepEqual(network.requests, []);
});

test("a folder without its slash leads to the folder", async () => {
  const { site } = await installed();
  const answer = await site.respond(request("lessons/echo?x=1"));
  assert.equal(answer.status, 302);
  assert.equal(answer.headers.get("location"), `${scope}lessons/echo/?x=1`);
});

test("an unknown page is requests of the network, and is not found without one", async () => {
  const { site, network } = await installed();
  const answer = await site.respond(request("lessons/nope/"));
  assert.equal(answer.status, 404);
  assert.equal(await answer.text(), "no such page");
  network.up = true;
  network.pages = { ...pages, "lessons/new/": "new" };
  assert.equal(await (await site.respond(request("lessons/new/"))).text(), "new");
});

test("other requests are not handled", async () => {
  const { site } = await installed();
  assert.equal(site.handles(request("static/other.js", false)), false);
  assert.equal(site.handles(request("../elsewhere/")), false);
  assert.equal(site.handles(new Request(scope, { method: "POST" })), false);
});

test("a new version fetches what has changed, and drops the old on activation", async () => {
  const { caches, network } = await installed();
  caches.all.set("socketschool https://example.org/ 1", new Map());
  caches.all.set("somebody else's", new Map());
  network.up = true;
  network.pages = { ...pages, "": "home, again" };
  const second = { ...first, version: "2", files: { ...first.files, "": "h9" } };
  const site = siteWith(second, caches, network);
  await site.install();
  assert.deepEqual(network.requests, [""]);
  assert.ok(caches.all.has(`socketschool ${scope} 1`), "the old version serves until then");
  await site.activate();
  assert.deepEqual(
    [...caches.all.keys()].sort(),
    ["somebody else's", "socketschool https://example.org/ 1", `socketschool ${scope} 2`].sort(),
  );
  assert.equal(await (await site.respond(request(""))).text(), "home, again");
});

test("a file that cannot be had fails the whole version", async () => {
  const caches = new FakeCaches();
  const { "404.html": _, ...most } = pages;
  await assert.rejects(
    siteWith(first, caches, new FakeNetwork(most)).install(),
    /404\.html: status 404/,
  );
});

test("a wrong copy of the browser is fetched again", async () => {
  const [caches, network] = [new FakeCaches(), new FakeNetwork(pages)];
  network.stale = ["static/app-1.js"];
  const site = siteWith(first, caches, network);
  await site.install();
  assert.equal(network.requests.filter((path) => path === "static/app-1.js").length, 2);
  assert.equal(await (await site.respond(request("static/app-1.js", false))).text(), "script");
});
