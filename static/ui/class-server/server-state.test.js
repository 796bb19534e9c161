import assert from "node:assert/strict";
import { test } from "node:test";
import { serverState } from "./server-state.js";

const chat = { id: "a", lesson: "broadcast", title: "Chat" };

test("nothing is said while there is no server", () => {
  assert.equal(serverState(null), "");
});

test("a server that runs counts, and one that is lost is named", () => {
  assert.match(serverState(chat), /^It runs/);
  assert.match(serverState({ ...chat, id: "b" }, chat), /^It runs/);
  assert.match(serverState(null, chat), /\(Chat\) has gone.*Start it again/);
});
