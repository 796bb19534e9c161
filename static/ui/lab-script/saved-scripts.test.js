import "../test-dom.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import fc from "fast-check";
import { SavedScripts } from "./saved-scripts.js";

beforeEach(() => localStorage.clear());

test("each lesson has a script of its own", () => {
  const echo = new SavedScripts("echo");
  assert.equal(echo.own, null);
  echo.save("connect a\n");
  assert.equal(new SavedScripts("echo").own, "connect a\n");
  assert.equal(new SavedScripts("multi").own, null);
});

test("a script that is replaced can be taken back, also after a reload", () => {
  const before = new SavedScripts("echo");
  before.save("mine");
  before.archive("a Try it's");
  const after = new SavedScripts("echo");
  assert.equal(after.hasEarlier, true);
  assert.equal(after.takeEarlier(), "mine");
  assert.equal(after.hasEarlier, false);
  assert.equal(new SavedScripts("echo").hasEarlier, false);
});

test("nothing is archived without a script, for the same script, or twice", () => {
  const scripts = new SavedScripts("echo");
  scripts.archive("a Try it's");
  assert.equal(scripts.hasEarlier, false);
  scripts.save("mine");
  scripts.archive("mine");
  assert.equal(scripts.hasEarlier, false);
  scripts.archive("one");
  scripts.archive("two");
  scripts.takeEarlier();
  assert.equal(scripts.hasEarlier, false);
});

test("where there is nothing earlier, there is an empty script", () => {
  assert.equal(new SavedScripts("echo").takeEarlier(), "");
});

test("the ten newest are kept, and come back newest first", () => {
  const script = fc.string({ minLength: 1, maxLength: 2 });
  fc.assert(
    fc.property(fc.array(script, { maxLength: 40, size: "max" }), (written) => {
      localStorage.clear();
      const scripts = new SavedScripts("echo");
      for (const text of written) {
        scripts.save(text);
        scripts.archive("\n");
      }
      const expected = written.filter((text, at) => text !== written[at - 1]).slice(-10);
      const back = [];
      while (scripts.hasEarlier) back.unshift(scripts.takeEarlier());
      assert.deepEqual(back, expected);
    }),
  );
});
