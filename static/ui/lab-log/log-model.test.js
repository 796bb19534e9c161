import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EventHistory } from "../../lab/event-history.js";
import { LogModel, MAX_ROWS } from "./log-model.js";

function make() {
  const history = new EventHistory();
  const model = new LogModel(history);
  const log = (count = 1) => {
    const from = history.last + 1;
    const events = Array.from({ length: count }, (_, i) => ({
      seq: from + i,
      at: "",
      kind: "log",
      message: `m${from + i}`,
    }));
    return model.add(history.add(events, 0).entries);
  };
  const run = (/** @type {any} */ version = null) => model.add([history.beginRun("", version)]);
  /** What is drawn next, in words. */
  const drawn = () =>
    model.takeUndrawn().map(({ event, skipped }) => event?.message ?? skipped ?? "run");
  return { model, log, run, drawn };
}

test("a line is drawn once, and again when the filter changes", () => {
  const { model, log, drawn } = make();
  log(2);
  assert.deepEqual(drawn(), ["m1", "m2"]);
  assert.deepEqual(drawn(), []);
  log();
  model.redraw();
  assert.deepEqual(drawn(), ["m1", "m2", "m3"]);
});

test("a new run is separated from the one before, and the first from nothing", () => {
  const { model, log, run, drawn } = make();
  run();
  assert.ok(model.empty);
  log();
  run();
  log();
  assert.deepEqual(drawn(), ["m1", "run", "m1"]);
  model.clear();
  assert.deepEqual(drawn(), []);
  run();
  log();
  assert.deepEqual(drawn(), ["m1"]);
  model.redraw();
  assert.deepEqual(drawn(), ["m1"]);
});

test("the first line says what runs, where that is not the lesson's version", () => {
  const { log, run, drawn } = make();
  run();
  run({ label: "your version" });
  log();
  assert.deepEqual(drawn(), ["run", "m1"]);
});

test("a pause holds lines back, also from a new filter, and counts them", () => {
  const { model, log, drawn } = make();
  log();
  drawn();
  model.pause();
  assert.deepEqual(log(2), []);
  assert.equal(model.pendingCount, 2);
  assert.deepEqual(drawn(), []);
  model.redraw();
  assert.deepEqual(drawn(), ["m1"]);
  assert.equal(model.resume().length, 2);
  assert.deepEqual(drawn(), ["m2", "m3"]);
  assert.deepEqual([model.paused, model.pendingCount], [false, 0]);
});

test("after a long pause the newest lines are shown, and how many are not", () => {
  const { model, log, drawn } = make();
  model.pause();
  log(MAX_ROWS + 5);
  assert.equal(model.pendingCount, MAX_ROWS + 5);
  model.resume();
  const lines = drawn();
  assert.equal(lines.length, MAX_ROWS + 1);
  assert.deepEqual(lines.slice(0, 2), [5, "m6"]);
});

test("cleared during a pause, it stays paused and shows nothing", () => {
  const { model, log, drawn } = make();
  log();
  model.pause();
  log();
  model.clear();
  assert.deepEqual([model.paused, model.pendingCount, model.empty], [true, 0, true]);
  assert.deepEqual(drawn(), []);
  log();
  model.resume();
  assert.deepEqual(drawn(), ["m3"]);
});

test("whatever is pressed, no line is drawn twice or out of order without a redraw", () => {
  const action = fc.constantFrom("log", "log", "run", "pause", "resume", "clear", "draw");
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const { model, log, run } = make();
      let last = 0;
      for (const action of actions) {
        if (action === "log") log(3);
        else if (action === "run") run();
        else if (action === "pause" && !model.paused) model.pause();
        else if (action === "resume" && model.paused) model.resume();
        else if (action === "clear") model.clear();
        else if (action === "draw") {
          for (const { id } of model.takeUndrawn()) {
            assert.ok(id > last, `${id} after ${last}`);
            last = id;
          }
        }
      }
    }),
  );
});
