import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../transport/transport.js";
import { noticeFor } from "./notices.js";

/**
 * @param {object} session
 * @param {boolean} [acceptOverdue]
 * @param {object | null} [exercise] that is open
 */
function notice(session, acceptOverdue = false, exercise = null) {
  const transport = {
    messages: {
      gone: { title: "Gone.", detail: "It has ended." },
      lost: { title: "Lost.", detail: "Trying again." },
    },
  };
  const usual = { problem: null, state: "listening", link: "live", info: null, busy: false };
  const lab = { session: { ...usual, transport, ...session }, exercise };
  return noticeFor(/** @type {any} */ (lab), acceptOverdue);
}

test("a lab that works needs no notice", () => {
  for (const state of ["none", "starting", "finding", "listening", "stopping"])
    assert.equal(notice({ state }), null);
});

test("a problem comes first, and offers another attempt", () => {
  const problem = new Problem("refused", "Full.", "All labs run.", { retryAfter: 5 });
  assert.deepEqual(notice({ problem, state: "none", link: "reconnecting" }), {
    kind: "bad",
    title: "Full.",
    detail: "All labs run. In 5 s there may be room again.",
    action: "Try again",
    canUseOtherTransport: false,
  });
});

test("there is no other attempt while the lab listens or is busy", () => {
  const problem = new Problem("refused", "No.", "");
  assert.equal(notice({ problem })?.action, undefined);
  assert.equal(notice({ problem, state: "starting", busy: true })?.action, undefined);
});

test("a lost link may be worked around by another transport", () => {
  const expected = {
    kind: "info",
    title: "Lost.",
    detail: "Trying again.",
    canUseOtherTransport: true,
  };
  assert.deepEqual(notice({ link: "reconnecting" }), expected);
});

test("a lab that is gone keeps its log, if it had one", () => {
  assert.equal(notice({ state: "gone" })?.detail, "It has ended.");
  const detail = notice({ state: "gone", info: {} })?.detail;
  assert.equal(detail, "It has ended. What it logged is kept below.");
});

test("a server that failed gives its reason", () => {
  const { kind, detail, action } = notice({ state: "failed", info: { error: "panic: x" } }) ?? {};
  assert.deepEqual([kind, detail, action], ["bad", "panic: x", "Start again"]);
  assert.equal(notice({ state: "failed" })?.detail, "The log says more.");
});

test("a stopped server is started in the header, not by the notice", () => {
  assert.equal(notice({ state: "stopped" })?.action, undefined);
  const detail = notice({ state: "stopped", info: { error: "Idle." } })?.detail;
  assert.equal(detail, "What it logged is kept below. Idle.");
});

test("a server that does not accept is pointed out, without calling it an error", () => {
  assert.deepEqual(notice({}, true), {
    kind: "info",
    title: "Serve has not called Accept.",
    detail:
      "Clients wait, and none is served. It must accept from the listener that Serve gets: nobody calls another one.",
  });
  const { detail } = notice({ canLogGoroutines: true }, true) ?? {};
  assert.match(detail ?? "", /The log says where its goroutines are\.$/);
  assert.equal(notice({ state: "none" }, true), null);
});

test("a version that ended with its page is named, and what starts in its place", () => {
  const own = notice({ state: "gone", lostVersion: { kind: "own", label: "your version" } });
  assert.equal(own?.action, "Start the lesson's version");
  assert.equal(
    own?.detail,
    "It has ended. It ran your version. To run that again, open Code and press Run.",
  );
  assert.equal(own?.opensCode, true);
  const naive = notice({ state: "gone", lostVersion: { kind: "naive", label: "naive: x" } });
  assert.equal(naive?.detail, "It has ended. It ran naive: x.");
  assert.equal(naive?.opensCode, false);
});

test("while an exercise is open, that is run, whatever ran before", () => {
  const exercise = { label: "exercise 2" };
  const lostVersion = { kind: "own", label: "exercise 1" };
  const other = notice({ state: "gone", lostVersion }, false, exercise);
  assert.equal(other?.detail, "It has ended. It ran exercise 1.");
  assert.deepEqual([other?.action, other?.runsExercise], ["Run exercise 2", true]);
  assert.equal(other?.opensCode, undefined);
  const lesson = notice({ state: "gone", lostVersion: null }, false, exercise);
  assert.equal(lesson?.action, "Run exercise 2");
  assert.equal(notice({ state: "failed" }, false, exercise)?.action, "Start again");
});
