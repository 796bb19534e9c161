import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryFS } from "./memory-fs.js";

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text);

function makeFS() {
  /** @type {string[]} */
  const printed = [];
  const fs = /** @type {any} */ (
    new MemoryFS("/build", (b) => printed.push(String(Buffer.from(b))))
  );
  /**
   * @param {string} name of a call
   * @param {any[]} args
   * @returns {any} what it gives, or the code of its error
   */
  const call = (name, ...args) => {
    let result;
    fs[name](...args, (/** @type {any} */ error, /** @type {any} */ value) => {
      result = error ? error.code : value;
    });
    return result;
  };
  const text = (/** @type {string} */ path) => new TextDecoder().decode(fs.content(path));
  return { fs, call, text, printed };
}

const { O_CREAT, O_EXCL, O_RDWR, O_TRUNC, O_APPEND } = new MemoryFS("/", () => {}).constants;

test("a file is written and read, at the next position or at a given one", () => {
  const { call, text } = makeFS();
  const fd = call("open", "a.txt", O_CREAT | O_RDWR, 0o600);
  assert.equal(call("write", fd, bytes("hello "), 0, 6, null), 6);
  assert.equal(call("write", fd, bytes("world"), 0, 5, null), 5);
  assert.equal(call("write", fd, bytes("-J-"), 1, 1, 0), 1);
  assert.equal(text("/build/./x/../a.txt"), "Jello world");
  const buffer = new Uint8Array(8);
  assert.equal(call("read", fd, buffer, 2, 5, 6), 5);
  assert.equal(new TextDecoder().decode(buffer.subarray(2, 7)), "world");
  assert.equal(call("read", fd, buffer, 0, 8, 100), 0);
  call("ftruncate", fd, 4);
  call("ftruncate", fd, 6);
  assert.equal(text("a.txt"), "Jell\0\0");
  assert.equal(call("fstat", fd).size, 6);
  call("close", fd);
  assert.equal(call("read", fd, buffer, 0, 8, null), "EBADF");
});

test("bytes that were added stay as they are", () => {
  const { fs, call, text } = makeFS();
  const content = bytes("archive");
  fs.add("/archives/net/http.a", content);
  const fd = call("open", "/archives/net/http.a", O_RDWR, 0);
  call("write", fd, bytes("A"), 0, 1, null);
  assert.equal(text("/archives/net/http.a"), "Archive");
  assert.equal(new TextDecoder().decode(content), "archive");
  assert.equal(call("stat", "/archives/net").isDirectory(), true);
});

test("opening makes, keeps or empties a file, as asked", () => {
  const { fs, call, text } = makeFS();
  assert.equal(call("open", "none", 0, 0), "ENOENT");
  assert.equal(call("stat", "none"), "ENOENT");
  fs.add("log", bytes("one"));
  assert.equal(call("open", "log", O_CREAT | O_EXCL, 0), "EEXIST");
  const fd = call("open", "log", O_RDWR | O_APPEND, 0);
  call("write", fd, bytes("two"), 0, 3, null);
  assert.equal(text("log"), "onetwo");
  call("open", "log", O_RDWR | O_TRUNC, 0);
  assert.equal(text("log"), "");
  assert.equal(call("unlink", "log"), undefined);
  assert.equal(call("unlink", "log"), "ENOENT");
});

test("output is printed, and there is no input", () => {
  const { fs, call, printed } = makeFS();
  call("write", 2, bytes("x.go:1:1: no"), 5, 7, null);
  fs.writeSync(2, bytes("panic"));
  assert.deepEqual(printed, ["1:1: no", "panic"]);
  assert.equal(call("read", 0, new Uint8Array(4), 0, 4, null), 0);
});
