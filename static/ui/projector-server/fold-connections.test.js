import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectionFolder, MAX_LANES } from "./fold-connections.js";

/** @import { ConnectionState, Snapshot } from "../../transport/transport.js" */

/**
 * @param {number} count
 * @param {(conn: number) => Partial<ConnectionState>} [more]
 * @returns {Snapshot}
 */
function snapshot(count, more = () => ({})) {
  const connections = Array.from({ length: count }, (_, i) => {
    const conn = i + 1;
    const usual = { conn, peer: `127.0.0.1:${conn}`, bytesIn: 0, bytesOut: 0 };
    return { ...usual, call: /** @type {const} */ ("read"), ...more(conn) };
  });
  return { seq: 1, connections };
}

test("300 connections are counts, and lanes for those that came last", () => {
  const folder = new ConnectionFolder();
  const first = folder.fold(
    snapshot(300, (conn) => ({ call: conn <= 12 ? "write" : "read", bytesIn: 5 })),
    1,
  );
  assert.equal(first.connected, 300);
  assert.equal(first.bytesIn, 0, "of no known time");
  assert.deepEqual(
    first.lanes.map(({ conn }) => conn),
    [293, 294, 295, 296, 297, 298, 299, 300],
  );
  assert.deepEqual(first.others, { count: 300 - MAX_LANES, read: 280, write: 12, running: 0 });
});

test("those that send have a lane, and keep it while they do", () => {
  const folder = new ConnectionFolder();
  folder.fold(snapshot(300), 1);
  let bytes = 0;
  const sends = (/** @type {number[]} */ ...conns) => {
    bytes += 100;
    return folder
      .fold(
        snapshot(300, (conn) => (conns.includes(conn) ? { bytesIn: bytes } : {})),
        2,
      )
      .lanes.map(({ conn }) => conn);
  };
  assert.deepEqual(sends(17), [17, 294, 295, 296, 297, 298, 299, 300]);
  const many = Array.from({ length: 20 }, (_, i) => i + 1);
  const lanes = sends(...many);
  assert.equal(lanes.length, MAX_LANES);
  assert.ok(lanes.includes(17), "it was there before");
  assert.deepEqual(sends(...many), lanes, "no lane jumps while all are active");
});

test("rates are of a second, and a connection that ends takes nothing away", () => {
  const folder = new ConnectionFolder();
  folder.fold(snapshot(2), 1);
  const before = folder.fold(
    snapshot(3, () => ({ bytesIn: 200, bytesOut: 600 })),
    2,
  );
  assert.equal(before.bytesIn, 300);
  assert.equal(before.bytesOut, 900);
  const after = folder.fold(
    snapshot(1, () => ({ bytesIn: 200, bytesOut: 600 })),
    2,
  );
  assert.equal(after.bytesIn, 0);
  assert.equal(after.connected, 1);
  assert.equal(folder.fold(snapshot(0), 2).lanes.length, 0);
});
