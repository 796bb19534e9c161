import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { before, test } from "node:test";
import { built } from "../../../wasm/build.mjs";
import { NO_FILES, NO_NETWORK } from "./limitations.js";
import { LabWorker, workerScript } from "./node-lab-worker.js";

/** @import { TestContext } from "node:test" */

/** @type {string} */
let script;
/** @type {WebAssembly.Module} */
let module;

before(async () => {
  script = await workerScript();
  module = await WebAssembly.compile(new Uint8Array(await readFile(path.join(built, "tab.wasm"))));
});

/**
 * @param {TestContext} t
 * @param {string} [more] code that runs in the worker
 */
function makeWorker(t, more = "") {
  const worker = new LabWorker(`${script}\n${more}`);
  t.after(() => worker.end());
  return worker;
}

const type = (/** @type {string} */ wanted) => (/** @type {any} */ message) =>
  message.type === wanted;

test("it runs a program, passes messages on, and reports the end that was asked for", async (t) => {
  const worker = makeWorker(t);
  worker.post({ type: "run", module, program: "echo" });
  const listening = await worker.next(type("listening"));
  assert.match(JSON.stringify(listening), /127\.0\.0\.1:4040/);
  worker.post({ type: "open", client: 1 });
  worker.post({ type: "frame", client: 1, data: new TextEncoder().encode("hello\n").buffer });
  const echo = await worker.next(({ data }) => data instanceof ArrayBuffer);
  assert.equal(new TextDecoder().decode(echo.data), "hello\n");
  worker.post({ type: "stop" });
  const end = await worker.next(type("exit"));
  assert.equal(end.code, 0);
  assert.equal(end.stderr, "");
});

test("what is no Go program is reported as a crash", async (t) => {
  const worker = makeWorker(t);
  const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  worker.post({ type: "run", module: await WebAssembly.compile(empty), program: "echo" });
  const crash = await worker.next(type("crashed"));
  assert.notEqual(crash.message, "");
});

test("calls of the file system fail as there are no files, and say so once", async (t) => {
  const probe = `
    const warned = [];
    globalThis.socketschoolWarn = (text) => warned.push(text);
    const call = (name, ...args) =>
      new Promise((resolve) => fs[name](...args, (error, done) => resolve(error?.code ?? done)));
    (async () => postMessage({
      type: "probe",
      answers: [
        await call("open", "data.txt", 0, 0),
        await call("open", "data.txt", fs.constants.O_WRONLY | fs.constants.O_CREAT, 0o666),
        await call("open", "/etc/resolv.conf", 0, 0),
        await call("stat", "data.txt"),
        await call("mkdir", "folder", 0o777),
        await call("read", 0, new Uint8Array(1), 0, 1, null),
        await call("write", 1, new TextEncoder().encode("printed"), 2, 3, null),
        fs.writeSync(2, new TextEncoder().encode("panic")),
      ],
      warned,
    }))();`;
  const { answers, warned } = await makeWorker(t, probe).next(type("probe"));
  assert.deepEqual(answers, ["ENOENT", "EROFS", "ENOENT", "ENOENT", "EROFS", 0, 3, 5]);
  assert.deepEqual(warned, [NO_FILES, NO_NETWORK]);
});

test("what a program says of an address outside is explained", async (t) => {
  const events = [
    '{"error":"read tcp 127.0.0.1:4040: connection reset by peer"}',
    '{"err":"dial tcp 192.0.2.1:80: address 192.0.2.1:80: connect: Connection refused"}',
  ];
  const probe = `
    const posted = [];
    globalThis.socketschoolWarn = (text) => postMessage({ type: "warned", text, after: posted });
    for (const data of ${JSON.stringify(events)}) {
      postMessage({ type: "events", data });
      posted.push(data);
    }`;
  const { text, after } = await makeWorker(t, probe).next(type("warned"));
  assert.equal(text, NO_NETWORK);
  assert.deepEqual(after, events, "in a later turn");
});
