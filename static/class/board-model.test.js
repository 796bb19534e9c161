import assert from "node:assert/strict";
import { test } from "node:test";
import { BoardModel } from "./board-model.js";

/** @import { Member } from "./board-model.js" */

const TIME = "2026-11-29T10:00:00Z";

/**
 * @param {string} id
 * @param {Partial<Member>} more
 * @returns {Member}
 */
function member(id, more) {
  return { id, name: id, standing: "working", visible: true, solved: 0, ...more };
}

test("those who need help come first, and of them who waits longest", () => {
  const model = new BoardModel();
  model.take({
    time: TIME,
    members: [
      member("gone", { standing: "gone" }),
      member("fresh", { progress: "2026-11-29T09:59:00Z" }),
      member("old", { progress: "2026-11-29T09:50:00Z" }),
      member("second", { standing: "hand", hand: "2026-11-29T09:58:00Z" }),
      member("stuck", { standing: "stuck" }),
      member("first", { standing: "hand", hand: "2026-11-29T09:57:00Z" }),
    ],
  });
  const order = model.ordered.map(({ id }) => id);
  assert.deepEqual(order, ["first", "second", "stuck", "old", "fresh", "gone"]);
  assert.equal(model.counts.get("hand"), 2);
});

test("an update changes what it names", () => {
  const model = new BoardModel();
  model.take({ time: TIME, members: [member("a", {}), member("b", {})] });
  model.take({ time: TIME, members: [member("a", { standing: "done" })], removed: ["b"] });
  assert.deepEqual(
    model.ordered.map(({ id, standing }) => `${id} ${standing}`),
    ["a done"],
  );
});

test("members who fail at the same are one obstacle", () => {
  const shout = { lesson: "echo", exercise: "shout" };
  const model = new BoardModel();
  model.take({
    time: TIME,
    members: [
      member("a", { ...shout, failure: "a long line" }),
      member("b", { ...shout, failure: "a letter in two pieces" }),
      member("c", { ...shout, failure: "a long line" }),
      member("d", { ...shout, failure: "a long line", standing: "gone" }),
      member("e", { lesson: "multi", exercise: "shout", failure: "a long line" }),
    ],
  });
  const found = model.obstacles.map(({ lesson, failure, members }) => [
    lesson,
    failure,
    members.map(({ id }) => id).join(),
  ]);
  assert.deepEqual(found[0], ["echo", "a long line", "a,c"]);
  assert.equal(found.length, 3);
});

test("time is the host's", () => {
  const model = new BoardModel();
  const ahead = 3_600_000;
  model.take({ time: new Date(Date.now() + ahead).toISOString() });
  assert.ok(Math.abs(model.now - Date.now() - ahead) < 1000);
});
