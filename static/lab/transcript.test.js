import assert from "node:assert/strict";
import { test } from "node:test";
import { toBytes } from "../bytes/bytes.js";
import { letterFor } from "./client.js";
import { MAX_BYTES, MAX_ROWS, Transcript } from "./transcript.js";

test("rows are bounded, and how many fell out is known", () => {
  const transcript = new Transcript();
  for (let i = 0; i < 2000; i++) transcript.bytes("received", toBytes("x"));
  assert.ok(transcript.rows.length <= MAX_ROWS + 100);
  assert.equal(transcript.rows.length + transcript.dropped, 2000);
  assert.equal(transcript.rows.at(-1)?.id, 2000);
});

test("of a long piece the beginning and the length are stored", () => {
  const transcript = new Transcript();
  transcript.bytes("sent", new Uint8Array(5000));
  const [row] = transcript.rows;
  assert.ok(row && row.kind === "sent");
  assert.equal(row.bytes.length, MAX_BYTES);
  assert.equal(row.length, 5000);
});

test("text is joined by direction and by connection", () => {
  const transcript = new Transcript();
  transcript.bytes("sent", new Uint8Array([0xc3]));
  transcript.bytes("received", new Uint8Array([0xc3]));
  transcript.bytes("sent", new Uint8Array([0xa9]));
  transcript.newConnection();
  transcript.bytes("received", new Uint8Array([0xa9]));
  const together = transcript.rows.map((row) => (row.kind === "mark" ? row.text : row.together));
  assert.deepEqual(together, [null, null, "é", "a new connection", null]);
});

test("letters go on after Z", () => {
  assert.equal(letterFor(0), "A");
  assert.equal(letterFor(25), "Z");
  assert.equal(letterFor(26), "A2");
});
