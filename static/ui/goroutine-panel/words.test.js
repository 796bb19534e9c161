import assert from "node:assert/strict";
import { test } from "node:test";
import { goroutinesText, leftOverText, waitText } from "./words.js";

const group = (/** @type {object} */ more) =>
  /** @type {any} */ ({ count: 1, function: "handle", wait: "read", doing: "Read", ...more });

test("what goroutines wait for, with the library's call where there is one", () => {
  for (const [more, want] of /** @type {[object, string][]} */ ([
    [{}, "waits in Read: nothing has come"],
    [{ doing: "io.Copy" }, "waits in Read: nothing has come (io.Copy)"],
    [{ wait: "lock", doing: "sync.Mutex.Lock" }, "waits for a lock (sync.Mutex.Lock)"],
    [{ wait: "running", doing: "runnable" }, "runs"],
    [{ wait: "finalizer wait", doing: "finalizer wait" }, "waits (finalizer wait)"],
  ]))
    assert.equal(waitText(group(more)), want);
});

test("what a goroutine has outlived", () => {
  assert.equal(leftOverText(group({})), "");
  assert.match(leftOverText(group({ leftOver: "connection" })), /closed the connection/);
  assert.match(leftOverText(group({ leftOver: "serve" })), /Serve has returned/);
});

test("numbers", () => {
  assert.equal(goroutinesText(1), "1 goroutine");
  assert.equal(goroutinesText(9001), "9,001 goroutines");
});
