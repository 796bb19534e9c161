import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { testSignal } from "../test-dom.js";
import { DraftKeeper } from "./draft-keeper.js";

const LESSON = { "server.go": "lesson\n", "room.go": "room\n" };

beforeEach(() => localStorage.clear());

test("a draft keeps the version it was made from until the learner decides", (t) => {
  const signal = testSignal(t);
  const first = new DraftKeeper("echo", LESSON, () => {}, signal);
  assert.equal(first.outdated, false);
  first.save({ ...LESSON, "server.go": "mine\n" });
  assert.equal(first.stored, true);
  assert.deepEqual(first.files, { "server.go": "mine\n" });

  const changed = { ...LESSON, "server.go": "new lesson\n" };
  const later = new DraftKeeper("echo", changed, () => {}, signal);
  assert.equal(later.outdated, true);
  later.save({ ...changed, "server.go": "mine, too\n" });
  assert.equal(new DraftKeeper("echo", changed, () => {}, signal).outdated, true, "not decided");
  later.adoptOriginal();
  later.save({ ...changed, "server.go": "mine, too\n" });
  assert.equal(new DraftKeeper("echo", changed, () => {}, signal).outdated, false);
});

test("a new lesson whose changed files are others does not concern the draft", (t) => {
  const signal = testSignal(t);
  new DraftKeeper("echo", LESSON, () => {}, signal).save({ ...LESSON, "server.go": "mine\n" });
  const changed = { "server.go": "lesson\n", "hall.go": "new\n" };
  const later = new DraftKeeper("echo", changed, () => {}, signal);
  assert.equal(later.outdated, false);
  assert.deepEqual(later.files, { "server.go": "mine\n" });
});

test("a draft that an undo brings back is outdated where the lesson has changed since", (t) => {
  const signal = testSignal(t);
  const first = new DraftKeeper("echo", LESSON, () => {}, signal);
  first.save({ ...LESSON, "server.go": "mine\n" });
  first.keepBeforeReset(first.files);
  first.save(LESSON);

  const changed = { ...LESSON, "server.go": "new lesson\n" };
  const later = new DraftKeeper("echo", changed, () => {}, signal);
  assert.equal(later.outdated, false);
  later.save({ ...changed, "server.go": "newer\n" });
  assert.deepEqual(later.swapWithReset(later.files), { ...changed, "server.go": "mine\n" });
  assert.equal(later.outdated, true);
  later.save({ ...changed, "server.go": "mine\n" });
  assert.equal(new DraftKeeper("echo", changed, () => {}, signal).outdated, true, "stored so");
  assert.deepEqual(later.swapWithReset(later.files), { ...changed, "server.go": "newer\n" });
  assert.equal(later.outdated, false, "made from the new lesson");
});

test("a stored text that cannot be used whole is kept until it is discarded", (t) => {
  const signal = testSignal(t);
  const make = () => new DraftKeeper("echo", LESSON, () => {}, signal);
  for (const stored of [
    "{",
    '{"files":{"server.go":5}}',
    '{"files":{"gone.go":"mine"},"base":{}}',
  ]) {
    localStorage.setItem("socketschool.draft.echo", stored);
    const keeper = make();
    assert.equal(keeper.damaged("draft"), stored);
    assert.equal(keeper.damaged("reset"), null);
    assert.deepEqual(keeper.files, {});
    keeper.save({ ...LESSON, "server.go": "mine\n" });
    const later = make();
    assert.equal(later.damaged("draft"), stored, "beside a new draft");
    assert.deepEqual(later.files, { "server.go": "mine\n" });
    later.discardDamaged("draft");
    assert.equal(make().damaged("draft"), null);
  }
});

test("so is what a reset has replaced", (t) => {
  const signal = testSignal(t);
  const make = () => new DraftKeeper("echo", LESSON, () => {}, signal);
  const stored = '{"files":{"server.go":"mine\\n","room.go":5},"base":{}}';
  localStorage.setItem("socketschool.draft.echo before reset", stored);
  assert.equal(make().damaged("reset"), stored);
  assert.equal(make().damaged("draft"), null);
  const keeper = make();
  assert.deepEqual(keeper.beforeReset, { "server.go": "mine\n" });
  keeper.keepBeforeReset({ "server.go": "later\n" });
  assert.equal(make().damaged("reset"), stored, "beside a later reset");
  keeper.discardDamaged("reset");
  assert.equal(make().damaged("reset"), null);
});

test("no draft is lost by one reset after the other", (t) => {
  const signal = testSignal(t);
  const make = () => new DraftKeeper("echo", LESSON, () => {}, signal);
  const of = (/** @type {string} */ text) => ({ "server.go": text });
  let keeper = make();
  for (const next of ["pushed\n", "pushed again\n"]) {
    keeper.keepBeforeReset(keeper.files["server.go"] ? keeper.files : of("mine\n"));
    keeper.save({ ...LESSON, ...of(next) });
  }
  keeper = make(); // another page
  assert.equal(keeper.earlierCount, 1);
  const seen = new Set();
  for (let i = 0; i < 3; i++) {
    const files = keeper.swapWithReset(keeper.files);
    keeper.save(files);
    seen.add(files["server.go"]);
  }
  assert.deepEqual([...seen].sort(), ["mine\n", "pushed\n", "pushed again\n"]);
  assert.equal(keeper.files["server.go"], "pushed again\n", "round the circle");
  keeper.keepBeforeReset(keeper.files);
  keeper.save(LESSON);
  assert.equal(make().earlierCount, 2);
  localStorage.setItem("socketschool.draft.echo earlier", "nonsense");
  assert.equal(make().earlierCount, 0);
});
