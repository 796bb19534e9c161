import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { CompilerParts } from "./compiler-parts.js";
import { PartStore } from "./part-store.js";

/** @import { TestContext } from "node:test" */

const EMPTY_MODULE = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const PACK = Buffer.from("archives ".repeat(1000));

/** Cache Storage as browsers have it, as far as it is used. */
class FakeCaches {
  /** @type {Map<string, Response>} */
  entries = new Map();
  full = false;

  async open() {
    const { entries } = this;
    return {
      match: async (/** @type {string} */ url) => entries.get(url)?.clone(),
      put: async (/** @type {string} */ url, /** @type {Response} */ response) => {
        if (this.full) throw new DOMException("Quota exceeded.", "QuotaExceededError");
        entries.set(url, response);
      },
      keys: async () => [...entries.keys()].map((url) => ({ url })),
      delete: async (/** @type {{ url: string }} */ { url }) => entries.delete(url),
    };
  }

  async delete() {
    this.entries.clear();
  }
}

/**
 * A web server with two parts.
 * @param {TestContext} t
 */
async function makeParts(t) {
  /** @type {string[]} */
  const asked = [];
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const content = files.get(request.url ?? "");
    response.writeHead(content ? 200 : 404).end(content ?? "no such file");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close().closeAllConnections());
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  /** @param {string} name */
  const part = (name, /** @type {Buffer} */ content) => {
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
    const path = `/${name.replace(".", `-${hash}.`)}`;
    files.set(path, content);
    const zipped = gzipSync(content);
    return {
      path,
      zipped,
      part: {
        name,
        url: `http://127.0.0.1:${port}${path}`,
        bytes: content.length,
        gzip: zipped.length,
      },
    };
  };
  const [compile, pack] = [part("compile.wasm", EMPTY_MODULE), part("archives.bin", PACK)];
  const caches = new FakeCaches();
  const storage = { quota: 1e9, usage: 0, persisted: 0 };
  const manager = {
    estimate: async () => storage,
    persist: () => {
      storage.persisted++;
      return new Promise(() => {}); // as in Firefox, where the learner leaves its question open
    },
  };
  const store = () =>
    new PartStore("test", /** @type {any} */ (caches), /** @type {any} */ (manager));
  const make = () => new CompilerParts([compile.part, pack.part], store());
  return { make, asked, files, compile, pack, caches, storage };
}

test("the parts are fetched once, and kept for the next page", async (t) => {
  const { make, asked, caches, compile, pack, storage } = await makeParts(t);
  caches.entries.set("http://127.0.0.1/former-1.wasm", new Response("former"));
  const parts = make();
  assert.equal(await parts.fetched(), false);
  await assert.rejects(parts.load(), { title: "The Go compiler is not in this browser." });
  assert.deepEqual(asked, [], "nothing is fetched before it is asked for");
  /** @type {[number, number][]} */
  const progress = [];
  await parts.fetch({ progress: (done, total) => progress.push([done, total]) });
  assert.deepEqual(progress[0], [0, parts.bytes]);
  assert.deepEqual(progress.at(-1), [parts.bytes, parts.bytes]);
  assert.deepEqual(asked, [compile.path, pack.path]);
  assert.deepEqual([...caches.entries.keys()], [compile.part.url, pack.part.url]);

  const later = make();
  assert.equal(await later.fetched(), true);
  const { modules, pack: archives } = await later.load();
  assert.ok(modules.compile instanceof WebAssembly.Module);
  assert.deepEqual(Buffer.from(archives), PACK);
  assert.equal(await later.load(), await later.load(), "compiled once");
  await later.fetch();
  assert.equal(asked.length, 2);
  assert.equal(storage.persisted, 1, "asked once");
});

test("a plain web server hands out the compressed files", async (t) => {
  const { make, files, compile, pack } = await makeParts(t);
  for (const { path, zipped } of [compile, pack]) {
    files.delete(path);
    files.set(`${path}.gz`, zipped);
  }
  const parts = make();
  await parts.fetch();
  assert.deepEqual(Buffer.from((await parts.load()).pack), PACK);
});

test("a damaged part is refused, and the next attempt fetches what is missing", async (t) => {
  const { make, asked, files, compile, pack } = await makeParts(t);
  const whole = files.get(pack.path);
  files.set(pack.path, Buffer.from("archivez ".repeat(1000)));
  await assert.rejects(make().fetch(), { title: "A part of the Go compiler is damaged." });
  files.delete(pack.path);
  files.set(`${pack.path}.gz`, pack.zipped.subarray(0, 20));
  await assert.rejects(make().fetch(), { title: "A part of the Go compiler is damaged." });
  files.delete(`${pack.path}.gz`);
  await assert.rejects(make().fetch(), /answered 404/);
  files.set(pack.path, /** @type {Buffer} */ (whole));
  await make().fetch();
  assert.equal(asked.filter((path) => path === compile.path).length, 1);
});

test("an aborted fetch keeps what has arrived", async (t) => {
  const { make, compile, caches } = await makeParts(t);
  const abort = new AbortController();
  const fetching = make().fetch({
    signal: abort.signal,
    progress: (done) => done >= compile.part.gzip && abort.abort(),
  });
  await assert.rejects(fetching, { name: "AbortError" });
  assert.equal(await make().fetched(), false);
  assert.ok(caches.entries.size < 2);
});

test("a full browser is told as such, before and after the estimate", async (t) => {
  const { make, asked, caches, storage } = await makeParts(t);
  storage.usage = storage.quota;
  const noRoom = { title: "The browser has no room for the Go compiler." };
  await assert.rejects(make().fetch(), noRoom);
  assert.deepEqual(asked, []);
  storage.usage = 0;
  caches.full = true;
  await assert.rejects(make().fetch(), noRoom);
});

test("a browser that stores nothing has the compiler until the page ends", async (t) => {
  const { compile, pack } = await makeParts(t);
  const parts = new CompilerParts(
    [compile.part, pack.part],
    new PartStore("test", undefined, undefined),
  );
  assert.equal(await parts.fetched(), false);
  await parts.fetch();
  assert.equal(await parts.fetched(), true);
  assert.deepEqual(Buffer.from((await parts.load()).pack), PACK);
});
