import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Problem } from "../transport/transport.js";
import { WorkerCodeTools } from "./code-tools.js";
import { builtFile, nodeWorker, workerScript } from "./node-worker.js";
import { ToolsError } from "./tools-worker.js";

/** @import { AddressInfo } from "node:net" */

const PROGRAM = { slug: "echo", port: 4040, tls: false };
const GOOD = `package echo

import (
	"context"
	"log/slog"
	"net"
)

func Serve(ctx context.Context, ln net.Listener, log *slog.Logger) error { return nil }
`;

/** @type {Record<string, Buffer>} */
const files = {};
const server = createServer((request, response) => {
  const file = files[request.url ?? ""];
  response.writeHead(file ? 200 : 404, { "Content-Type": "application/wasm" });
  response.end(file);
});

before(async () => {
  files["/codetools.wasm"] = await builtFile("codetools.wasm");
  files["/stdlib.bin"] = await builtFile("stdlib.bin");
  const script = await workerScript();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  Object.assign(globalThis, {
    Worker: nodeWorker(script),
    document: { baseURI: origin() },
    location: { origin: origin() },
  });
});

after(() => server.close());

function origin() {
  return `http://127.0.0.1:${/** @type {AddressInfo} */ (server.address()).port}`;
}

/**
 * @param {import("node:test").TestContext} t
 * @param {object} [options]
 */
function makeTools(t, options) {
  const tools = new WorkerCodeTools({
    workerURL: `${origin()}/worker.js`,
    moduleURL: `${origin()}/codetools.wasm`,
    moduleBytes: 1,
    libraryURL: `${origin()}/stdlib.bin`,
    program: PROGRAM,
    ...options,
  });
  t.after(() => tools.close());
  return tools;
}

test("it checks, formats and completes", async (t) => {
  const tools = makeTools(t);
  const bad = 'package echo\n\nimport "os"\n\nfunc Serve() { s := "é" + 1 }\n';
  assert.deepEqual(await tools.check({ "server.go": bad }), [
    { file: "server.go", line: 3, column: 8, message: '"os" imported and not used' },
    { file: "server.go", line: 5, column: 16, message: "declared and not used: s" },
    {
      file: "server.go",
      line: 5,
      column: 21,
      message: 'invalid operation: "é" + 1 (mismatched types untyped string and untyped int)',
    },
  ]);
  assert.deepEqual(await tools.check({ "server.go": GOOD }), []);
  const syntax = { "server.go": "package echo\n\nfunc Serve() {\n\tstrings.\n}\n" };
  const [problem] = await tools.check(syntax);
  assert.equal(
    problem?.message,
    "syntax error: unexpected }, expected name or (",
    "the compiler's",
  );

  assert.deepEqual(await tools.format("a.go", "package echo\nvar  x=1"), {
    text: "package echo\n\nvar x = 1\n",
  });
  assert.deepEqual(await tools.format("a.go", "package echo\nvar x ="), {
    problems: [
      {
        file: "a.go",
        line: 2,
        column: 8,
        message: "syntax error: unexpected EOF, expected expression",
      },
    ],
  });

  const text = 'package echo\n\nimport "strings"\n\nfunc Serve() {\n\t/* 😀 */ strings.\n}\n';
  const found = await tools.complete({ "server.go": text }, "server.go", text.indexOf(".\n") + 1);
  assert.deepEqual(
    found.find(({ label }) => label === "ToUpper"),
    {
      label: "ToUpper",
      kind: "function",
      signature: "func(s string) string",
      doc: "ToUpper returns s with all Unicode letters mapped to their upper case.",
    },
  );
});

test("a newer check replaces one that waits", async (t) => {
  const tools = makeTools(t);
  const first = tools.check({ "server.go": GOOD });
  const second = tools.check({ "server.go": "package echo // second" });
  const format = tools.format("a.go", "package  echo");
  const third = tools.check({ "server.go": "package other" });
  await assert.rejects(second, { name: "AbortError" });
  assert.deepEqual(await first, []);
  assert.equal((await third).length, 1);
  assert.deepEqual(await format, { text: "package echo\n" });
});

test("tools that cannot be fetched are fetched again on the next call", async (t) => {
  const library = files["/stdlib.bin"];
  const tools = makeTools(t);
  delete files["/stdlib.bin"];
  await assert.rejects(tools.check({ "server.go": GOOD }), Problem);
  files["/stdlib.bin"] = /** @type {Buffer} */ (library);
  assert.deepEqual(await tools.check({ "server.go": GOOD }), []);
});

test("a worker that does not answer is replaced", async (t) => {
  const real = globalThis.Worker;
  const endless = `onmessage = ({ data }) => {
    if (data.type === "start") postMessage({ type: "ready" });
    else for (;;);
  }`;
  globalThis.Worker = nodeWorker(endless);
  const tools = makeTools(t, { answerTimeout: 500 });
  const first = tools.check({ "server.go": GOOD });
  await assert.rejects(first, { name: "Error", message: "no answer in 500 ms" });
  globalThis.Worker = real;
  assert.deepEqual(await tools.check({ "server.go": GOOD }), []);
});

test("a worker that crashes each time is not started a fourth time", async (t) => {
  const real = globalThis.Worker;
  t.after(() => {
    globalThis.Worker = real;
  });
  globalThis.Worker = nodeWorker(`onmessage = () => postMessage({ type: "crashed", reason: "r" })`);
  const tools = makeTools(t);
  for (let i = 0; i < 3; i++) await assert.rejects(tools.check({}), ToolsError);
  await assert.rejects(tools.check({}), /again and again/);
});

test("a worker that has ended is replaced", async (t) => {
  const tools = makeTools(t);
  assert.deepEqual(await tools.check({ "server.go": GOOD }), []);
  tools.close();
  assert.deepEqual(await tools.check({ "server.go": GOOD }), []);
});

test("an unknown tool is an error, and the next call works", async (t) => {
  const tools = makeTools(t);
  await assert.rejects(tools.call("nothing", {}), /no tool "nothing"/);
  assert.deepEqual(await tools.check({ "server.go": GOOD }), []);
});
