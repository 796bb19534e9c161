import assert from "node:assert/strict";
import { test } from "node:test";
import { changedFiles, isOutdated, loadDraft, parseDraft, saveDraft } from "./draft.js";

const ORIGINAL = { "server.go": "package echo\n", "room.go": "package echo\n" };

test("a draft is kept for each lesson and exercise, and removed with its last change", () => {
  saveDraft("echo", { "server.go": "mine\n" }, ORIGINAL);
  saveDraft("echo/shout", { "server.go": "loud\n" }, ORIGINAL);
  const base = { "server.go": "package echo\n" };
  assert.deepEqual(loadDraft("echo"), { files: { "server.go": "mine\n" }, base });
  assert.deepEqual(loadDraft("echo/shout").files, { "server.go": "loud\n" });
  assert.deepEqual(loadDraft("multi").files, {});
  saveDraft("echo", {}, ORIGINAL);
  assert.deepEqual(loadDraft("echo").files, {});
});

test("what is no draft, or in part, is damaged; nothing stored is not", () => {
  assert.deepEqual(parseDraft(null), { files: {}, base: {} });
  for (const stored of ["", "{", "null", "5", "{}", '{"files":[1]}', '{"files":{"a.go":5}}'])
    assert.deepEqual(parseDraft(stored), { files: {}, base: {}, damaged: true }, stored);
  const half = parseDraft('{"files":{"a.go":"mine","b.go":5},"base":{}}');
  assert.deepEqual(half, { files: { "a.go": "mine" }, base: {}, damaged: true });
});

test("only files that differ are changed", () => {
  const original = { "a.go": "1", "b.go": "2" };
  assert.deepEqual(changedFiles({ "a.go": "1", "b.go": "3" }, original), { "b.go": "3" });
});

test("a draft is outdated where the lesson's version of a changed file is another one", () => {
  const files = { "a.go": "mine" };
  assert.equal(isOutdated({ files, base: { "a.go": "1" } }, { "a.go": "1", "b.go": "2" }), false);
  assert.equal(isOutdated({ files, base: { "a.go": "1" } }, { "a.go": "2" }), true);
  assert.equal(isOutdated({ files, base: {} }, { "a.go": "2" }), false, "from before bases");
});
