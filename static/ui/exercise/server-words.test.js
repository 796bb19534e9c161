import assert from "node:assert/strict";
import { test } from "node:test";
import { serverWords } from "./server-words.js";

test("what the server did has the server as its subject", () => {
  for (const [kind, text, words] of /** @type {const} */ ([
    ["accept", "accept", "Accepted client A"],
    ["read", 'read "h\\xc3"', 'Read 2 bytes from client A: "h\\xc3"'],
    ["read", 'read "x"', 'Read 1 byte from client A: "x"'],
    ["read", "read: EOF", "Read from client A: EOF"],
    ["read", 'read 900 bytes: "aa" …', 'Read 900 bytes from client A: "aa" …'],
    ["write", "write 30 bytes of TLS: alert", "Wrote 30 bytes of TLS to client A: alert"],
    ["close-write", "half-close", "Half-closed the connection of client A"],
    ["close", "close", "Closed the connection of client A"],
    ["timeout", "read: deadline exceeded", "Read: deadline exceeded"],
  ]))
    assert.equal(serverWords({ kind, client: "a", text }), words);
  const record = { kind: "log", text: 'received data="x"' };
  assert.equal(serverWords({ ...record, level: "INFO" }), 'Logged INFO received data="x"');
  assert.equal(serverWords({ kind: "log", text: "panic: oh" }), "panic: oh");
});
