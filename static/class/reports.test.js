import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Reports } from "./reports.js";

/** @import { Report } from "./reports.js" */

function fixture() {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  /** @type {string[]} */
  const sent = [];
  let open = true;
  /** @type {string[]} */
  const ids = [];
  const reports = new Reports((/** @type {Report} */ { activity, failure, id = "" }) => {
    if (open) ids.push(id);
    if (open) sent.push(failure ? `${activity}: ${failure}` : activity);
    return open;
  });
  return {
    sent,
    ids,
    reports,
    connect(/** @type {boolean} */ isOpen) {
      open = isOpen;
      if (isOpen) reports.resend();
    },
  };
}

test("of what comes between verdicts the last is sent", (t) => {
  t.after(() => mock.timers.reset());
  const { sent, reports } = fixture();
  reports.add({ activity: "reading" });
  for (let i = 0; i < 5; i++) reports.add({ activity: "editing" });
  reports.add({ activity: "building" });
  assert.deepEqual(sent, ["reading"]);
  mock.timers.tick(3000);
  assert.deepEqual(sent, ["reading", "building"]);
});

test("every verdict is sent at once, the same one again too", (t) => {
  t.after(() => mock.timers.reset());
  const { sent, reports } = fixture();
  for (let i = 0; i < 3; i++) {
    reports.add({ activity: "editing" });
    reports.add({ activity: "failed", failure: "a long line" });
  }
  reports.add({ activity: "done" });
  const failed = "failed: a long line";
  assert.deepEqual(sent, ["editing", failed, failed, failed, "done"]);
});

test("what is the same is sent again after a minute", (t) => {
  t.after(() => mock.timers.reset());
  const { sent, reports } = fixture();
  for (let i = 0; i < 12; i++) {
    reports.add({ activity: "editing" });
    mock.timers.tick(10_000);
  }
  assert.equal(sent.length, 2);
});

test("verdicts wait for the connection", (t) => {
  t.after(() => mock.timers.reset());
  const { sent, reports, connect } = fixture();
  connect(false);
  reports.add({ activity: "failed", failure: "a" });
  reports.add({ activity: "editing" });
  reports.add({ activity: "done" });
  assert.deepEqual(sent, []);
  connect(true);
  assert.deepEqual(sent, ["failed: a", "done"]);
});

test("a verdict is sent again on another connection until the host has it", (t) => {
  t.after(() => mock.timers.reset());
  const { sent, ids, reports, connect } = fixture();
  reports.add({ activity: "failed", failure: "a" });
  reports.add({ activity: "done" });
  reports.taken(ids[0] ?? "");
  connect(false);
  connect(true);
  assert.deepEqual(sent, ["failed: a", "done", "done"]);
  assert.equal(ids[2], ids[1]);
  reports.taken(ids[1] ?? "");
  connect(true);
  assert.equal(sent.length, 3);
});
