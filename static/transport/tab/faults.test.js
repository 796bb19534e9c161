import assert from "node:assert/strict";
import { test } from "node:test";
import { broke, exited, stuck } from "./faults.js";

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

test("what a Go program says of its end", () => {
  assert.deepEqual(exited({ code: 2, stderr: PANIC }), {
    error: "panic: runtime error: index out of range [3] with length 3",
    source: { file: "server.go", line: 71 },
  });
  const memory = exited({ code: 2, stderr: MEMORY });
  assert.match(memory.error, /^Out of memory: .*256 MB/);
  assert.deepEqual(memory.source, { file: "room.go", line: 19 });
  const deep =
    "runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n";
  assert.match(exited({ code: 2, stderr: deep }).error, /recursion/);
  const maps = exited({
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
  assert.deepEqual(exited({ code: 2, stderr }), { error: "fatal error: all of it" });
});

test("a program that ends itself", () => {
  assert.equal(
    exited({ code: 3, stderr: "" }).error,
    "The server ended its program, with exit code 3.",
  );
  const fatal = exited({ code: 1, stderr: "2026/01/02 starting\n2026/01/02 no such file\n" });
  assert.match(fatal.error, /exit code 1, and wrote last: 2026\/01\/02 no such file\.$/);
});

test("what the browsers throw out of a module", () => {
  const table = /** @type {[string, string, RegExp][]} */ ([
    ["Chromium", "RangeError: Maximum call stack size exceeded", /recursion went too deep/],
    ["Firefox", "InternalError: too much recursion", /recursion went too deep/],
    ["memory", "RangeError: WebAssembly.Instance(): Out of memory", /256 MB/],
    ["anything else", "RuntimeError: unreachable", /The program broke: RuntimeError: unreachable/],
  ]);
  for (const [name, message, want] of table) assert.match(broke({ message }).error, want, name);
  // What Go has said itself is worth more than what came of it.
  const both = broke({ message: "RuntimeError: unreachable", stderr: MEMORY });
  assert.match(both.error, /^Out of memory/);
});

test("the two ways of never waiting", () => {
  assert.match(stuck("loop", 20 << 20).error, /endless loop/i);
  assert.match(stuck("yield", 20 << 20).error, /never waits.*Gosched/);
  assert.match(stuck("loop", 240 << 20).error, /^Out of memory/);
});
