import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { Problem } from "../transport.js";
import { ModuleLoader } from "./module-loader.js";

/**
 * @import { RequestListener, ServerResponse } from "node:http"
 * @import { AddressInfo } from "node:net"
 */

// The smallest module, and a section that says nothing but makes it longer.
const EMPTY = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const MODULE = Buffer.from([...EMPTY, 0, 101, 1, 0x61, ...new Array(99).fill(7)]);

/** @typedef {RequestListener} Answer */

/** @type {Answer} */
const whole = (_request, response) => {
  response.setHeader("Content-Type", "application/wasm");
  response.end(MODULE);
};

/** @type {Answer} */
let answer;
let requests = 0;
const server = createServer((request, response) => {
  requests++;
  answer(request, response);
});

before(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

beforeEach(() => {
  requests = 0;
  answer = whole;
});

after(() => server.close());

function make() {
  const { port } = /** @type {AddressInfo} */ (server.address());
  return new ModuleLoader(`http://127.0.0.1:${port}/tab.wasm`, MODULE.length);
}

test("it is fetched once for any number of loads", async () => {
  const loader = make();
  const [one, two] = await Promise.all([loader.load(), loader.load()]);
  assert.ok(one instanceof WebAssembly.Module);
  assert.equal(one, two);
  assert.equal(await loader.load(), one);
  assert.equal(requests, 1);
});

test("after a reset it is fetched again", async () => {
  const loader = make();
  const bad = await loader.load();
  loader.reset();
  let reports = 0;
  assert.notEqual(await loader.load(() => reports++), bad);
  assert.equal(requests, 2);
  assert.ok(reports > 0);
});

test("progress reaches the total, also for a load that begins later", async () => {
  /** @type {ServerResponse | undefined} */
  let open;
  answer = (_request, response) => {
    response.setHeader("Content-Type", "application/wasm");
    response.write(MODULE.subarray(0, 40));
    open = response;
  };
  const loader = make();
  /** @type {number[]} */
  const early = [];
  /** @type {number[]} */
  const late = [];
  let joined;
  const first = loader.load((done, total) => {
    assert.equal(total, MODULE.length);
    early.push(done);
    if (done !== 40) return;
    joined = loader.load((done) => late.push(done));
    open?.end(MODULE.subarray(40));
  });
  assert.equal(await first, await joined);
  assert.deepEqual(early.slice(0, 2), [0, 40], "reports before the first byte as well");
  assert.equal(early.at(-1), MODULE.length);
  assert.equal(late[0], 40);
  assert.equal(late.at(-1), MODULE.length);
  await loader.load(() => assert.fail("it is there already"));
});

test("a web host that does not know the type will do", async () => {
  answer = (_request, response) => response.end(MODULE);
  /** @type {number[]} */
  const progress = [];
  const module = await make().load((done) => progress.push(done));
  assert.ok(module instanceof WebAssembly.Module);
  assert.equal(progress.at(-1), MODULE.length);
});

test("each failure is reported, and the next load tries again", async () => {
  const table = /** @type {[string, Answer, RegExp][]} */ ([
    ["gone", (_request, response) => response.writeHead(404).end(), /answered 404/],
    ["cut off", (request) => request.socket.destroy(), /Check the connection/],
    [
      "cut off halfway",
      (_request, response) => {
        response.setHeader("Content-Type", "application/wasm");
        response.setHeader("Content-Length", MODULE.length);
        response.write(MODULE.subarray(0, 40), () => response.destroy());
      },
      /Check the connection/,
    ],
    [
      "halfway, and said to be all",
      (_request, response) => {
        response.setHeader("Content-Type", "application/wasm");
        response.end(MODULE.subarray(0, 40));
      },
      /not arrived whole/,
    ],
    [
      "something else",
      (_request, response) => {
        response.setHeader("Content-Type", "text/html");
        response.end("<h1>Log in</h1>");
      },
      /not arrived whole/,
    ],
  ]);
  for (const [name, fault, want] of table) {
    const loader = make();
    answer = fault;
    await assert.rejects(loader.load(), (problem) => {
      assert.ok(problem instanceof Problem, name);
      assert.match(problem.message, want, name);
      assert.ok(problem.canUseOtherTransport, name);
      return true;
    });
    answer = whole;
    assert.ok((await loader.load()) instanceof WebAssembly.Module, name);
  }
});

test("progress of a compressed module is in compressed bytes", async () => {
  const packed = gzipSync(MODULE);
  answer = (_request, response) => {
    response.setHeader("Content-Type", "application/wasm");
    response.setHeader("Content-Encoding", "gzip");
    response.setHeader("Content-Length", packed.length);
    response.end(packed);
  };
  /** @type {number[][]} */
  const progress = [];
  await make().load((done, total) => progress.push([done, total]));
  assert.deepEqual(progress.at(-1), [packed.length, packed.length]);
});
