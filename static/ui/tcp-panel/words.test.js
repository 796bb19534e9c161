import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesText, laneLabel, meaningOf, roundTripText } from "./words.js";

/**
 * @param {string} [state]
 * @param {object} [more]
 */
const end = (state, more = {}) => ({ state, since: 0, stays: false, ...more });

/** @param {ReturnType<typeof end>} server @param {ReturnType<typeof end>} client */
const label = (server, client) => laneLabel({ conn: 1, peer: "a:1", server, client });

test("a lane's head has the client's state, then the server's", () => {
  assert.equal(label(end("CLOSE_WAIT"), end("FIN_WAIT2"))?.text, "FIN_WAIT2/CLOSE_WAIT");
  assert.equal(label(end("ESTABLISHED"), end("ESTABLISHED"))?.text, "ESTABLISHED");
  const vanished = end(undefined, { vanished: true });
  assert.equal(label(end("ESTABLISHED"), vanished)?.text, "vanished/ESTABLISHED");
  const stays = label(end("CLOSE_WAIT", { stays: true }), end("FIN_WAIT2"));
  assert.equal(stays?.short, "⚠ CLOSE_WAIT");
  assert.match(stays?.title ?? "", /calls Close/);
});

test("where the system says no state, the lane's head has none", () => {
  assert.equal(laneLabel(null), null);
  assert.equal(label(end(undefined), end(undefined, { closed: true })), null);
});

test("an end is explained, with what it means that nobody has it open", () => {
  assert.deepEqual(meaningOf(end("FIN_WAIT2", { closed: true }), "server"), [
    "The program has closed it.",
    "It has sent its FIN and sends no more. It waits for the other end’s FIN.",
  ]);
  assert.deepEqual(meaningOf(end("CLOSED", { closed: true }), "server"), [
    "Nothing is left of it.",
  ]);
  assert.deepEqual(meaningOf(null, "client"), ["The system does not say."]);
  assert.match(
    meaningOf(end(undefined, { vanished: true }), "client").join(),
    /never acknowledged/,
  );
});

test("bytes and times are short", () => {
  assert.deepEqual([0, 9999, 65_536].map(bytesText), ["0 B", "9999 B", "64 KiB"]);
  assert.deepEqual([41, 1500, 40_000].map(roundTripText), ["41 µs", "1.5 ms", "40 ms"]);
});
