import assert from "node:assert/strict";
import { test } from "node:test";
import { unmetered } from "./moment.js";

test("a connection is unmetered where the browser says so, and only there", () => {
  for (const { connection, want } of [
    { connection: undefined, want: false },
    { connection: { effectiveType: "4g", saveData: false }, want: true },
    { connection: { effectiveType: "4g", saveData: true }, want: false },
    { connection: { effectiveType: "4g", type: "cellular" }, want: false },
    { connection: { effectiveType: "3g" }, want: false },
    { connection: {}, want: false },
  ]) {
    assert.equal(unmetered(connection), want, JSON.stringify(connection));
  }
});
