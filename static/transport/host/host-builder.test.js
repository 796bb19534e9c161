import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { Problem } from "../transport.js";
import { HostBuilder } from "./host-builder.js";
import { HostTransport } from "./host-transport.js";

/** @import { IncomingMessage, ServerResponse } from "node:http" */

const EMPTY = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]); // a module without content
const files = { "server.go": "package echo\n" };

/**
 * A builder for a host that answers as docs/protocol.md says.
 * @param {import("node:test").TestContext} t
 * @param {(request: IncomingMessage, response: ServerResponse) => void} post answers a build
 */
async function builderFor(t, post) {
  const server = createServer((request, response) => {
    if (request.method === "POST") return post(request, response);
    if (request.url !== "/go/api/modules/abc.wasm") return problem(response, 404, "build it again");
    response.writeHead(200, { "Content-Type": "application/wasm" }).end(EMPTY);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return new HostBuilder(new HostTransport(`http://127.0.0.1:${port}/go`));
}

/**
 * @param {ServerResponse} response
 * @param {number} status
 * @param {string} detail
 */
function problem(response, status, detail) {
  response.writeHead(status, { "Content-Type": "application/problem+json" });
  response.end(JSON.stringify({ title: "…", status, detail }));
}

/** @param {object[]} lines */
const answer = (...lines) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

const BUILT = { type: "built", module: "/go/api/modules/abc.wasm" };

test("progress is passed on, and the module loaded", async (t) => {
  const builder = await builderFor(t, async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    assert.deepEqual(JSON.parse(body), { lesson: "echo", files });
    const text = answer(
      { type: "queued", place: 2 },
      { type: "preparing", done: 0, total: 180 },
      { type: "of a later version" },
      { type: "compiling" },
      { type: "linking" },
      BUILT,
    );
    response.write(text.slice(0, 20)); // within a line
    response.end(text.slice(20));
  });
  /** @type {object[]} */
  const steps = [];
  const result = await builder.build("echo", files, { progress: (step) => steps.push(step) });
  assert.ok("module" in result && result.module instanceof WebAssembly.Module);
  assert.deepEqual(steps, [
    { step: "queued", place: 2 },
    { step: "preparing", done: 0, total: 180 },
    { step: "compiling" },
    { step: "linking" },
  ]);
});

test("the problems of the code are a result", async (t) => {
  const problems = [{ file: "server.go", line: 3, column: 1, message: "undefined: x" }];
  const builder = await builderFor(t, (_, response) => {
    response.end(answer({ type: "compiling" }, { type: "failed", problems }));
  });
  assert.deepEqual(await builder.build("echo", files), { problems });
});

test("each failure of the host is a problem with a reason", async (t) => {
  const table = /** @type {[string, (response: ServerResponse) => void, RegExp][]} */ ([
    ["no toolchain", (response) => problem(response, 501, "no Go"), /cannot build code.*no Go/],
    ["busy", (response) => problem(response, 503, "too many"), /full.*too many/],
    ["cut off", (response) => response.end(answer({ type: "linking" })), /not arrived whole/],
    ["cut off in a line", (response) => response.end('{"type":"bui'), /not arrived whole/],
    ["not JSON", (response) => response.end("<html>\n"), /not arrived whole/],
    [
      "no module",
      (response) => response.end(answer({ ...BUILT, module: "/go/api/modules/x" })),
      /again/,
    ],
    [
      "replaced",
      (response) =>
        response.end(answer({ type: "error", problem: { status: 409, detail: "A newer" } })),
      /replaced.*A newer/,
    ],
    ["gone", (response) => response.destroy(), /does not answer/],
  ]);
  for (const [name, post, want] of table) {
    const builder = await builderFor(t, (_, response) => post(response));
    await assert.rejects(builder.build("echo", files), (error) => {
      assert.ok(error instanceof Problem, `${name}: ${error}`);
      assert.match(`${error.title} ${error.detail}`, want, name);
      return true;
    });
  }
});

test("a build that is aborted ends its request", async (t) => {
  const control = new AbortController();
  /** @type {Promise<unknown> | undefined} */
  let closed;
  const builder = await builderFor(t, (_, response) => {
    closed = once(response, "close");
    response.write(answer({ type: "queued", place: 1 }));
  });
  const reason = new Error("changed my mind");
  const progress = () => control.abort(reason);
  const build = builder.build("echo", files, { progress, signal: control.signal });
  await assert.rejects(build, reason);
  await closed;
  await assert.rejects(builder.build("echo", files, { signal: control.signal }), reason);
});
