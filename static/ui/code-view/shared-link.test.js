import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { exerciseOfLink } from "../../lab/shared-code.js";
import { buttonNamed, testSignal } from "../test-dom.js";
import { CodeNotice } from "./code-notice.js";
import { SharedLink } from "./shared-link.js";

/** @import { TestContext } from "node:test" */

const ORIGINAL = { "server.go": "package echo\n", "room.go": "package echo\n" };

/**
 * @param {TestContext} t
 * @param {{ lesson?: string, exercise?: string, original?: Record<string, string>, draft?: boolean }} [options]
 */
function makeLink(t, { lesson = "echo", exercise = "", original = ORIGINAL, draft = false } = {}) {
  history.replaceState(null, "", "/lessons/echo?view=code");
  /** @type {unknown[]} */
  const calls = [];
  const notice = new CodeNotice(() => {}, testSignal(t));
  const link = new SharedLink({
    lesson,
    exercise,
    original,
    notice,
    hasDraft: () => draft,
    show: (files) => calls.push(files),
    take: () => calls.push("take"),
    leave: () => calls.push("leave"),
  });
  return { link, notice: notice.element, calls };
}

/** @param {TestContext} t */
async function sharedHash(t) {
  const { link } = makeLink(t);
  return new URL(await link.linkTo({ "server.go": "mine\n" })).hash;
}

test("a link's code is shown, and kept when the learner takes it", async (t) => {
  const hash = await sharedHash(t);
  const { link, notice, calls } = makeLink(t);
  location.hash = hash;
  await link.open(hash);
  assert.deepEqual(calls, [{ ...ORIGINAL, "server.go": "mine\n" }]);
  assert.equal(link.isShown, true);
  assert.match(notice.textContent ?? "", /^Code from a link: read it before you run it\.Take/);
  buttonNamed(notice, "Take it as my draft").click();
  assert.equal(calls.at(-1), "take");
  assert.equal(link.isShown, false);
  assert.equal(location.href.endsWith("/lessons/echo?view=code"), true, location.href);
});

test("an own draft is replaced only by a button that says so", async (t) => {
  const { link, notice, calls } = makeLink(t, { draft: true });
  await link.open(await sharedHash(t));
  assert.ok(buttonNamed(notice, "Replace my draft with it"));
  buttonNamed(notice, "Keep mine").click();
  assert.equal(calls.at(-1), "leave");
  assert.equal(notice.hidden, true);
});

test("code of another lesson or version, and a damaged link, say so", async (t) => {
  const hash = await sharedHash(t);
  const other = makeLink(t, { lesson: "multi" });
  await other.link.open(hash);
  assert.match(other.notice.textContent ?? "", /belongs to another lesson: echo/);
  assert.deepEqual(other.calls, []);
  const newer = makeLink(t, { original: { ...ORIGINAL, "room.go": "new\n" } });
  await newer.link.open(hash);
  assert.match(newer.notice.textContent ?? "", /made from another version of the lesson/);
  const damaged = makeLink(t);
  await damaged.link.open(hash.slice(0, -9));
  assert.match(damaged.notice.textContent ?? "", /damaged or was cut off/);
});

test("a link with files that the lesson lacks is refused", async (t) => {
  const { link } = makeLink(t);
  const hash = new URL(await link.linkTo({ "server.go": "mine\n", "extra.go": "x\n" })).hash;
  const other = makeLink(t);
  await other.link.open(hash);
  assert.match(other.notice.textContent ?? "", /files that the lesson lacks \(extra\.go\)/);
  assert.deepEqual(other.calls, []);
});

test("a link of an exercise names it, and speaks of it", async (t) => {
  const { link } = makeLink(t, { exercise: "shout" });
  const hash = new URL(await link.linkTo({ "server.go": "mine\n" })).hash;
  assert.equal(await exerciseOfLink(hash, "echo"), "shout");
  assert.equal(await exerciseOfLink(hash, "multi"), "", "of another lesson");
  assert.equal(await exerciseOfLink(hash.slice(0, -9), "echo"), "", "damaged");
  assert.equal(await exerciseOfLink(await sharedHash(t), "echo"), "", "the lesson's own");
  const newer = makeLink(t, { exercise: "shout", original: { "server.go": "new\n" } });
  await newer.link.open(hash);
  assert.match(newer.notice.textContent ?? "", /made from another version of the exercise/);
  buttonNamed(newer.notice, "Back to the starter").click();
  assert.deepEqual([newer.calls.at(-1), newer.link.isShown], ["leave", false]);
});
