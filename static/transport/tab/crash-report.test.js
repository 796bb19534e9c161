import assert from "node:assert/strict";
import { test } from "node:test";
import { exitReport, trapReport, unresponsiveReport } from "./crash-report.js";

const PANIC = `panic: runtime error: index out of range [3] with length 3

goroutine 15 [running]:
socketschool/server/echo.handle({0x5f640, 0x30c348}, 0x3121b0)
\tsocketschool/server/echo/server.go:71 +0x2
created by socketschool/server/echo.Serve in goroutine 11
\tsocketschool/server/echo/server.go:40 +0x2
`;

const MEMORY = `runtime: out of memory: cannot allocate 1048576-byte block (262995968 in use)
fatal error: out of memory

goroutine 11 gp=0x303340 m=0 mp=0x2258c0 [running]:
runtime.throw({0x533f9, 0xd})
\truntime/panic.go:1229 +0x3 fp=0x377b30 sp=0x377b08 pc=0x15580003
bytes.growSlice({0x377d10, 0x0, 0x0}, 0x100000)
\tbytes/buffer.go:257 +0x12
socketschool/server/multi.(*room).keep(0x36c000)
\tsocketschool/server/multi/room.go:19 +0x8
socketschool/lab.(*Lab).serve(0x36c000)
\tsocketschool/lab/lab.go:169 +0xf

goroutine 1 gp=0x3021c0 m=nil [chan receive]:
main.main()
\tsocketschool/wasm/main.go:39 +0x19
`;

test("the reports of exits of a Go program", () => {
  assert.deepEqual(exitReport({ code: 2, stderr: PANIC }), {
    error: "panic: runtime error: index out of range [3] with length 3",
    source: { file: "server.go", line: 71 },
  });
  const again = PANIC.replace("length 3\n", "length 3 [recovered, repanicked]\n");
  assert.deepEqual(exitReport({ code: 2, stderr: again }), exitReport({ code: 2, stderr: PANIC }));
  const memory = exitReport({ code: 2, stderr: MEMORY });
  assert.match(memory.error, /^Out of memory: .*256 MB/);
  assert.deepEqual(memory.source, { file: "room.go", line: 19 });
  const deep =
    "runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n";
  assert.match(exitReport({ code: 2, stderr: deep }).error, /recursion/);
  const maps = exitReport({
    code: 2,
    stderr: "printed before\nfatal error: concurrent map writes\n\n",
  });
  assert.deepEqual(maps, { error: "fatal error: concurrent map writes" });
});

test("only the goroutine that did it names the line, and none of the lab's own", () => {
  const stderr = `fatal error: all of it

goroutine 7 [running]:
socketschool/lab.f()
\tsocketschool/lab/lab.go:9
socketschool/wasm/tab.(*Tab).Open()
\tsocketschool/wasm/tab/tab.go:12

goroutine 8 [select]:
socketschool/server/echo.handle()
\tsocketschool/server/echo/server.go:71 +0x2
`;
  assert.deepEqual(exitReport({ code: 2, stderr }), { error: "fatal error: all of it" });
});

test("a program that ends itself", () => {
  assert.equal(
    exitReport({ code: 3, stderr: "" }).error,
    "The program ended itself with exit code 3.",
  );
  assert.match(exitReport({ code: 1, stderr: "" }).error, /exit code 1, as log\.Fatal does\.$/);
});

test("the reports of exceptions of a module", () => {
  const table = /** @type {[string, string, RegExp][]} */ ([
    ["Chromium", "RangeError: Maximum call stack size exceeded", /recursion went too deep/],
    ["Firefox", "InternalError: too much recursion", /recursion went too deep/],
    ["memory", "RangeError: WebAssembly.Instance(): Out of memory", /256 MB/],
    ["anything else", "RuntimeError: unreachable", /The program broke: RuntimeError: unreachable/],
  ]);
  for (const [name, message, want] of table)
    assert.match(trapReport({ message }).error, want, name);
  // Go's own message explains more than the exception after it.
  const both = trapReport({ message: "RuntimeError: unreachable", stderr: MEMORY });
  assert.match(both.error, /^Out of memory/);
});

test("the two ways of never waiting", () => {
  assert.match(unresponsiveReport("loop", 20 << 20).error, /endless loop.*Look for a `for`/i);
  assert.match(unresponsiveReport("yield", 20 << 20).error, /never waits.*Gosched/);
  assert.match(unresponsiveReport("loop", 240 << 20).error, /^Out of memory/);
  const last = { file: "server.go", line: 9 };
  const { error, source } = unresponsiveReport("loop", 20 << 20, last);
  assert.match(error, /It comes after server\.go:9\. Look for a `for` without Accept/);
  assert.equal(source, last);
});
