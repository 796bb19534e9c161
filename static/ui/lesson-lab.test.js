import "./test-dom.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeLab, fakeSession, fakeTransport } from "./fake-lab.js";
import { LessonLab } from "./lesson-lab.js";

/** @param {(session: import("../lab/session.js").LabSession) => Promise<void>} run of the exercise */
function withExercise(run) {
  const transport = fakeTransport("tab", new FakeLab(), { runsVersions: true });
  const { session } = fakeSession({ transports: [transport] });
  const views = /** @type {any} */ ({});
  const lab = new LessonLab({ lesson: "echo", session, views, parts: null, exampleScript: null });
  lab.setExercise({ name: "shout", label: "exercise 1", run: () => run(session) });
  return lab;
}

test("a script starts the exercise that is open", async () => {
  const version = /** @type {any} */ ({ exercise: "shout", files: {}, module: "x" });
  const lab = withExercise((session) => session.runVersion(version));
  assert.equal(await lab.ensureListening(), true);
  assert.equal(lab.session.version?.exercise, "shout");
});

test("an exercise that does not build leaves the lesson's server unstarted", async () => {
  const lab = withExercise(async () => {});
  assert.equal(await lab.ensureListening(), false);
  assert.equal(lab.session.state, "none");
});

test("without an exercise the lesson's server starts", async () => {
  const lab = withExercise(async () => {});
  lab.setExercise(null);
  assert.equal(await lab.ensureListening(), true);
  assert.equal(lab.session.version, null);
});
