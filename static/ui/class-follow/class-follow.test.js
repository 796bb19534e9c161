import "../test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { testSignal } from "../test-dom.js";
import { ClassFollow } from "./class-follow.js";

/** @param {string} name */
function notice(name) {
  const buttons = document.querySelectorAll(".class-notice button");
  return /** @type {HTMLElement | undefined} */ (
    [...buttons].find(({ textContent }) => textContent === name)
  );
}

test("pushed code that is put off is offered on no page, until the learner wants it", (t) => {
  localStorage.clear();
  const pushed = { version: 3, path: "lessons/echo", title: "An echo server" };
  const lead = { type: /** @type {const} */ ("lead"), version: 3, pushed };
  const follow = new ClassFollow("bako-tume", testSignal(t));
  document.body.append(follow.later);
  follow.take(lead);
  assert.equal(follow.later.hidden, true);
  notice("Later")?.click();
  assert.equal(notice("Open"), undefined);
  assert.equal(follow.later.hidden, false);
  assert.equal(document.activeElement, follow.later);

  const other = new ClassFollow("bako-tume", testSignal(t)); // another page
  other.take(lead);
  assert.equal(notice("Open"), undefined);
  other.later.click();
  assert.ok(notice("Open"));
  assert.equal(other.later.hidden, true);
  other.take({ ...lead, version: 4, pushed: { ...pushed, version: 4 } });
  notice("Later")?.click();
  other.take({ ...lead, version: 5, pushed: { ...pushed, version: 5 } });
  assert.ok(notice("Open"), "another push");
  other.take({ type: "lead", version: 6 });
  assert.equal(notice("Open"), undefined);
  assert.equal(other.later.hidden, true);
});

test("a message closes by itself once there was time to read it", (t) => {
  localStorage.clear();
  t.mock.timers.enable({ apis: ["setInterval"] });
  const follow = new ClassFollow("bako-tume", testSignal(t));
  const message = { version: 1, text: "We go on at eleven." };
  follow.take({ type: "lead", version: 1, message });
  const shown = () => document.querySelector(".class-notice-text")?.textContent;
  t.mock.timers.tick(60_000);
  assert.equal(shown(), message.text, "nobody is there");
  document.dispatchEvent(new Event("pointermove"));
  t.mock.timers.tick(8000);
  const notice = document.querySelector(".class-notice");
  notice?.dispatchEvent(new Event("pointermove"));
  t.mock.timers.tick(60_000);
  assert.equal(shown(), message.text, "the pointer is over it");
  notice?.dispatchEvent(new Event("pointerleave"));
  t.mock.timers.tick(10_000);
  assert.equal(shown(), undefined);
});
